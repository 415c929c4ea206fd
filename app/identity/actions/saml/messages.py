"""What the shop says to identity providers: its metadata, and requests and answers that travel in an address."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml.builder import ElementMaker
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from app.config.saml import SamlShop
from app.identity.actions.saml.metadata import IdentityProvider

_NAMES = {"samlp": Words.NS_SAMLP, "saml": Words.NS_SAML}
_SAMLP = ElementMaker(namespace=Words.NS_SAMLP, nsmap=_NAMES)
_SAML = ElementMaker(namespace=Words.NS_SAML, nsmap=_NAMES)
_MD = ElementMaker(namespace=Words.NS_MD, nsmap={"md": Words.NS_MD, "ds": Words.NS_DS})
_DS = ElementMaker(namespace=Words.NS_DS, nsmap={"ds": Words.NS_DS})


@dataclass(frozen=True, slots=True)
class Name:
    """What a provider calls somebody: NameID, its format, and the session's index."""

    text: str
    format: str = ""
    index: str = ""


def new_id() -> str:
    """A name for a message that nobody can guess."""
    return f"_{secrets.token_hex(20)}"


def sign_in_request(
    shop: SamlShop, provider: IdentityProvider, *, request_id: str, state: str, at: dt.datetime, fresh: bool
) -> str:
    """The address that asks a provider to sign somebody in, anew where `fresh`; `state` comes back as RelayState."""
    request = _SAMLP.AuthnRequest(
        _SAML.Issuer(shop.entity_id),
        _SAMLP.NameIDPolicy(Format=shop.name_id_format, AllowCreate="true"),
        AssertionConsumerServiceURL=shop.acs_url,
        ProtocolBinding=Words.BINDING_HTTP_POST,
        **({"ForceAuthn": "true"} if fresh else {}),
        **_heading(request_id, provider.sign_in_url, at),
    )
    return _address(shop, provider.sign_in_url, {"SAMLRequest": _packed(request), "RelayState": state})


def sign_out_request(
    shop: SamlShop, provider: IdentityProvider, *, request_id: str, state: str, at: dt.datetime, name: Name
) -> str:
    """The address that asks a provider to sign somebody out everywhere; `state` comes back as RelayState."""
    name_id = _SAML.NameID(name.text, **({"Format": name.format} if name.format else {}))
    request = _SAMLP.LogoutRequest(
        _SAML.Issuer(shop.entity_id),
        name_id,
        *([_SAMLP.SessionIndex(name.index)] if name.index else []),
        **_heading(request_id, provider.sign_out_url, at),
    )
    return _address(shop, provider.sign_out_url, {"SAMLRequest": _packed(request), "RelayState": state})


def sign_out_answer(
    shop: SamlShop, provider: IdentityProvider, *, answers: str, state: str | None, at: dt.datetime
) -> str:
    """The address that tells a provider that somebody is signed out here."""
    answer = _SAMLP.LogoutResponse(
        _SAML.Issuer(shop.entity_id),
        _SAMLP.Status(_SAMLP.StatusCode(Value=Words.STATUS_SUCCESS)),
        InResponseTo=answers,
        **_heading(new_id(), provider.sign_out_answer_url, at),
    )
    message = {"SAMLResponse": _packed(answer)} | ({} if state is None else {"RelayState": state})
    return _address(shop, provider.sign_out_answer_url, message)


def own_metadata(shop: SamlShop) -> bytes:
    """What identity providers are given to know the shop by."""
    own = _MD.SPSSODescriptor(
        *_key_descriptors(shop),
        *_sign_out_place(shop),
        _MD.NameIDFormat(shop.name_id_format),
        _MD.AssertionConsumerService(
            Binding=Words.BINDING_HTTP_POST, Location=shop.acs_url, index="0", isDefault="true"
        ),
        AuthnRequestsSigned=str(bool(shop.private_key)).lower(),
        WantAssertionsSigned="true",
        protocolSupportEnumeration=Words.NS_SAMLP,
    )
    entity = _MD.EntityDescriptor(own, entityID=shop.entity_id)
    text: bytes = etree.tostring(entity, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text


def _key_descriptors(shop: SamlShop) -> list[Any]:
    if not shop.certificate:
        return []
    body = OneLogin_Saml2_Utils.format_cert(shop.certificate, False)
    info = [_DS.KeyInfo(_DS.X509Data(_DS.X509Certificate(body))) for _use in ("signing", "encryption")]
    return [_MD.KeyDescriptor(one, use=use) for one, use in zip(info, ("signing", "encryption"), strict=True)]


def _sign_out_place(shop: SamlShop) -> list[Any]:
    """Signing out is offered where the shop can sign what it says."""
    if not shop.private_key:
        return []
    return [_MD.SingleLogoutService(Binding=Words.BINDING_HTTP_REDIRECT, Location=shop.sls_url)]


def _heading(message_id: str, destination: str, at: dt.datetime) -> dict[str, str]:
    instant = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"ID": message_id, "Version": "2.0", "IssueInstant": instant, "Destination": destination}


def _packed(message: Any) -> str:
    shrinking = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(shrinking.compress(etree.tostring(message)) + shrinking.flush()).decode("ascii")


def _address(shop: SamlShop, base: str, message: dict[str, str]) -> str:
    """Put a message into an address, signed where the shop has a key."""
    if shop.private_key:
        message = message | {"SigAlg": Words.RSA_SHA256}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in message.items())
    if shop.private_key:
        key = OneLogin_Saml2_Utils.format_private_key(shop.private_key)
        signature = base64.b64encode(OneLogin_Saml2_Utils.sign_binary(query, key)).decode("ascii")
        query += f"&Signature={quote(signature, safe='')}"
    return f"{base}{'&' if '?' in base else '?'}{query}"
