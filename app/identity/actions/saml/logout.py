"""Judges what identity providers say about signing out: their requests, and their answers to the shop's own.

They travel in an address, so the signature covers the address as it was written and stands beside the message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.logout_response import OneLogin_Saml2_Logout_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from app.identity.actions.saml import envelope, settings
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.metadata import moment
from app.identity.actions.saml.response import FAULTS, SKEW
from app.identity.actions.saml.shape import SAML, SAMLP, SIGNATURES

AGE = dt.timedelta(minutes=5)
FIELDS = ("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature")


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it came in an address: its kind, its parts, its tree, and whom it says it is from."""

    kind: str
    parts: dict[str, str]
    query: str
    root: Any
    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """A provider's wish that somebody is signed out; without indexes, everywhere."""

    message_id: str
    name_id: str
    indexes: tuple[str, ...]
    until: dt.datetime


def open_query(query: str) -> Said:
    """Open a message of an address, without believing anything in it yet; raises NotAccepted."""
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name in FIELDS]
    parts = dict(pairs)
    kinds = [kind for kind in FIELDS[:2] if kind in parts]
    if len(pairs) != len(parts) or len(kinds) != 1:
        raise NotAccepted("the address holds no message, or more than one")
    xml = envelope.from_redirect(parts[kinds[0]])
    try:
        root = OneLogin_Saml2_XML.to_etree(xml)
    except FAULTS as error:
        raise NotAccepted(f"{type(error).__name__}: {error}"[:300]) from error
    issuers = root.findall(f"{SAML}Issuer")
    if len(issuers) != 1 or not issuers[0].text:
        raise NotAccepted("the message does not say whom it is from")
    return Said(kinds[0], parts, query, root, issuers[0].text.strip())


def read_request(said: Said, library: OneLogin_Saml2_Settings, sls_url: str, at: dt.datetime) -> SignOut:
    """A provider's verified wish to sign somebody out; raises NotAccepted."""
    request = _judged(said, library, sls_url, lambda: OneLogin_Saml2_Logout_Request(library, said.parts["SAMLRequest"]))
    root = _check(said, f"{SAMLP}LogoutRequest", sls_url, at)
    end = root.get("NotOnOrAfter")
    if end and moment(end) + SKEW <= at:
        raise NotAccepted(f"the wish to sign out was valid until {end}")
    names = root.findall(f"{SAML}NameID")
    if len(names) != 1 or len(names[0]) or not names[0].text:
        raise NotAccepted("the wish to sign out names nobody")
    indexes = tuple(node.text.strip() for node in root.findall(f"{SAMLP}SessionIndex") if node.text)
    return SignOut(message_id=request.id, name_id=names[0].text.strip(), indexes=indexes, until=at + AGE + SKEW + SKEW)


def check_answer(said: Said, library: OneLogin_Saml2_Settings, sls_url: str, *, answers: str, at: dt.datetime) -> None:
    """A provider's verified answer to the shop's own request; raises NotAccepted."""
    _judged(said, library, sls_url, lambda: OneLogin_Saml2_Logout_Response(library, said.parts["SAMLResponse"]))
    root = _check(said, f"{SAMLP}LogoutResponse", sls_url, at)
    if root.get("InResponseTo") != answers:
        raise NotAccepted("the answer is to no request of ours")
    status = root.find(f"{SAMLP}Status/{SAMLP}StatusCode")
    if status is None or status.get("Value") != Words.STATUS_SUCCESS:
        raise NotAccepted(f"signing out ended with {None if status is None else status.get('Value')}")


def _judged(said: Said, library: OneLogin_Saml2_Settings, sls_url: str, build: Callable[[], Any]) -> Any:
    """The library's judgement of signature and message."""
    if said.parts.get("SigAlg") not in SIGNATURES or not said.parts.get("Signature"):
        raise NotAccepted(f"the message is not signed, or by {said.parts.get('SigAlg')}")
    arrived = settings.arrived_at(sls_url) | {
        "get_data": said.parts, "query_string": said.query, "validate_signature_from_qs": True
    }  # fmt: skip
    try:
        auth = OneLogin_Saml2_Auth(arrived, library)
        validate = auth.validate_request_signature if said.kind == "SAMLRequest" else auth.validate_response_signature
        if not validate(said.parts):
            raise NotAccepted("the signature of the message does not hold")
        message = build()
        if not message.is_valid(arrived):
            raise NotAccepted(str(message.get_error()))
    except FAULTS as error:
        raise NotAccepted(f"{type(error).__name__}: {error}"[:300]) from error
    return message


def _check(said: Said, tag: str, sls_url: str, at: dt.datetime) -> Any:
    """Kind, address and age of a message, more narrowly than the library."""
    root = said.root
    if root.tag != tag or root.get("Destination") != sls_url:
        raise NotAccepted(f"the message is a {root.tag} for {root.get('Destination')}")
    if abs(at - moment(root.get("IssueInstant", ""))) > AGE + SKEW:
        raise NotAccepted(f"the message was written at {root.get('IssueInstant')}")
    return root
