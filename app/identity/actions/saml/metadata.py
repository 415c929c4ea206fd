"""What an identity provider says of itself in its metadata: names, addresses, certificates."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from lxml import etree

from app.config.saml import is_web
from app.identity.actions.saml.envelope import NotAccepted

NAMES = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "mdui": "urn:oasis:names:tc:SAML:metadata:ui",
}
LEAST_KEY = 2048
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """One identity provider; certificates are DER in base64, as they stand in its metadata."""

    entity_id: str
    sign_in_url: str
    sign_out_url: str
    sign_out_answer_url: str
    certificates: tuple[str, ...]
    certificates_end: dt.datetime
    wants_signed_requests: bool
    valid_until: dt.datetime | None


def read(xml: bytes) -> IdentityProvider:
    """Read metadata that holds one identity provider; raises NotAccepted."""
    root = _parse(xml)
    found = root.xpath(
        "(/md:EntityDescriptor | /md:EntitiesDescriptor//md:EntityDescriptor)[md:IDPSSODescriptor]", namespaces=NAMES
    )
    if len(found) != 1:
        raise NotAccepted(f"the metadata holds {len(found)} identity providers instead of one")
    entity, provider = found[0], found[0].find("md:IDPSSODescriptor", NAMES)
    if not (entity.get("entityID") or "").startswith(("https://", "http://", "urn:")):
        raise NotAccepted("the provider's name is no address")
    certificates = _certificates(provider)
    sign_out, answer = _sign_out(provider)
    return IdentityProvider(
        entity_id=entity.get("entityID"),
        sign_in_url=_address(provider, "SingleSignOnService"),
        sign_out_url=sign_out,
        sign_out_answer_url=answer,
        certificates=tuple(certificates),
        certificates_end=max(_end_of(certificate) for certificate in certificates),
        wants_signed_requests=provider.get("WantAuthnRequestsSigned") in ("true", "1"),
        valid_until=_earliest([node.get("validUntil") for node in (root, entity, provider)]),
    )


def moment(text: str) -> dt.datetime:
    """A SAML moment, UTC; raises NotAccepted for anything else."""
    try:
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise NotAccepted(f"{text[:40]!r} is no moment") from error
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def _parse(xml: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise NotAccepted("the metadata is not well-formed XML") from error
    if root.getroottree().docinfo.doctype:
        raise NotAccepted("the metadata declares a document type")
    return root


def _address(provider: Any, service: str) -> str:
    address = _location(provider, service, "Location")
    if not is_web(address):
        raise NotAccepted(f"the metadata has no {service} with the redirect binding at an https address")
    return address


def _sign_out(provider: Any) -> tuple[str, str]:
    """Where requests to sign out and their answers go; empty where the provider takes none."""
    address = _location(provider, "SingleLogoutService", "Location")
    if not is_web(address):
        return "", ""
    answer = _location(provider, "SingleLogoutService", "ResponseLocation")
    return address, answer if is_web(answer) else address


def _location(provider: Any, service: str, attribute: str) -> str:
    nodes = provider.xpath(f"md:{service}[@Binding='{REDIRECT}']", namespaces=NAMES)
    return str(nodes[0].get(attribute) or "") if nodes else ""


def _certificates(provider: Any) -> list[str]:
    """Every certificate that may sign: while a provider changes its own there are two."""
    path = "md:KeyDescriptor[not(@use) or @use='signing']/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
    found = ["".join((node.text or "").split()) for node in provider.xpath(path, namespaces=NAMES)]
    if not found:
        raise NotAccepted("the metadata has no certificate for signing")
    return list(dict.fromkeys(found))


def _end_of(certificate: str) -> dt.datetime:
    try:
        found = x509.load_der_x509_certificate(base64.b64decode(certificate, validate=True))
        key = found.public_key()
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise NotAccepted("the metadata holds a certificate that cannot be read") from error
    if isinstance(key, RSAPublicKey) and key.key_size < LEAST_KEY:
        raise NotAccepted(f"the metadata holds a key of {key.key_size} bits")
    return found.not_valid_after_utc


def _earliest(texts: Sequence[str | None]) -> dt.datetime | None:
    return min((moment(text) for text in texts if text), default=None)
