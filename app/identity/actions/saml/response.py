"""Judges the answer of an identity provider: the library verifies the signature, what it leaves open is closed here.

Left open by the library: an answer nobody asked for, a missing or merely similar address, a missing audience, a missing
end, its wide clock skew, and names that do not last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from xmlsec import Error as XmlsecError

from app.identity.actions.saml import envelope, settings, shape
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.metadata import moment
from app.identity.actions.saml.shape import SAML

SKEW = dt.timedelta(minutes=2)
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
CONDITIONS = frozenset({f"{SAML}AudienceRestriction", f"{SAML}OneTimeUse", f"{SAML}ProxyRestriction"})
# Names under which providers say that more than a password was asked for.
STRONG = frozenset({
    "http://schemas.microsoft.com/claims/multipleauthn",
    "https://refeds.org/profile/mfa",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
})  # fmt: skip
METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
LONGEST = 120
# Everything the library, the signature library and the parser raise about what they are given.
FAULTS = (
    OneLogin_Saml2_ValidationError,
    OneLogin_Saml2_Error,
    XmlsecError,
    etree.Error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
)


class NotRecognised(NotAccepted):
    """The signature is by no certificate that is known; perhaps the provider has changed its own."""


class SaidNo(NotAccepted):
    """The provider did not sign anybody in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an answer must agree with.

    `subject` names the attribute that a person is known by, or nothing for NameID; `not_before` is since when the
    person must have proven who they are, where a fresh proof was asked for.
    """

    request_id: str
    acs_url: str
    shop_id: str
    provider_id: str
    subject: str = ""
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What a verified assertion says; `until` is when it can no longer be used."""

    assertion_id: str
    subject: str
    name_id: str
    name_id_format: str
    session_index: str
    auth_time: dt.datetime
    methods: tuple[str, ...]
    until: dt.datetime
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)


def accept(sent: str, library: OneLogin_Saml2_Settings, expected: Expected, at: dt.datetime) -> Accepted:
    """Judge a response as it was posted, at a moment in UTC; raises NotAccepted."""
    xml = envelope.from_post(sent)
    try:
        shape.check_sealed(OneLogin_Saml2_XML.to_etree(xml))
        response = OneLogin_Saml2_Response(library, envelope.packed(xml))
        assertion = shape.check_open(response.get_xml_document())
        _verify(response, expected)
        _check_address(response.document, expected)
        until = min(_conditions(assertion, expected, at), _confirmation(assertion, expected, at))
        return _read(response, assertion, expected, until=until, at=at)
    except FAULTS as error:
        raise NotAccepted(f"{type(error).__name__}: {error}"[:400]) from error


def _verify(response: OneLogin_Saml2_Response, expected: Expected) -> None:
    """The library's whole judgement, signatures included."""
    arrived = settings.arrived_at(expected.acs_url)
    if not response.is_valid(arrived, request_id=expected.request_id):
        why = str(response.get_error())
        kinds = {"Signature validation failed": NotRecognised, "The status code of the Response": SaidNo}
        raise next((kind for words, kind in kinds.items() if why.startswith(words)), NotAccepted)(why)


def _check_address(document: Any, expected: Expected) -> None:
    if document.get("InResponseTo") != expected.request_id:
        raise NotAccepted("the response answers no request of this browser")
    if document.get("Destination") != expected.acs_url:
        raise NotAccepted(f"the response is addressed to {document.get('Destination')}")


def _conditions(assertion: Any, expected: Expected, at: dt.datetime) -> dt.datetime:
    """Check time and audience of the assertion; gives its end."""
    conditions = assertion.findall(f"{SAML}Conditions")
    if len(conditions) != 1 or {child.tag for child in conditions[0]} - CONDITIONS:
        raise NotAccepted("the assertion's conditions are missing or unknown")
    restrictions = conditions[0].findall(f"{SAML}AudienceRestriction")
    audiences = [{_text(node) for node in found.findall(f"{SAML}Audience")} for found in restrictions]
    if not audiences or not all(expected.shop_id in among for among in audiences):
        raise NotAccepted(f"the assertion is meant for {audiences}")
    if [_text(node) for node in assertion.findall(f"{SAML}Issuer")] != [expected.provider_id]:
        raise NotAccepted("the assertion is issued by somebody else")
    return _within(conditions[0], at)


def _confirmation(assertion: Any, expected: Expected, at: dt.datetime) -> dt.datetime:
    """Check that whoever carries the assertion may use it here, for this request; gives the end of that."""
    found = assertion.findall(
        f"{SAML}Subject/{SAML}SubjectConfirmation[@Method='{BEARER}']/{SAML}SubjectConfirmationData"
    )
    if len(found) != 1:
        raise NotAccepted("the assertion must confirm its subject exactly once")
    if found[0].get("InResponseTo") != expected.request_id:
        raise NotAccepted("the assertion answers no request of this browser")
    if found[0].get("Recipient") != expected.acs_url:
        raise NotAccepted(f"the assertion is meant to be received at {found[0].get('Recipient')}")
    return _within(found[0], at)


def _within(node: Any, at: dt.datetime) -> dt.datetime:
    """The end of a span that must hold now, by two minutes; an end there must be."""
    begin, end = node.get("NotBefore"), node.get("NotOnOrAfter")
    if not end:
        raise NotAccepted("the assertion has no end")
    if begin and moment(begin) > at + SKEW:
        raise NotAccepted(f"the assertion is not valid before {begin}")
    if moment(end) + SKEW <= at:
        raise NotAccepted(f"the assertion was valid until {end}")
    return moment(end) + SKEW


def _read(
    response: OneLogin_Saml2_Response, assertion: Any, expected: Expected, *, until: dt.datetime, at: dt.datetime
) -> Accepted:
    """What the verified assertion says of the person."""
    attributes = {
        name: [value for value in values if isinstance(value, str)]
        for name, values in response.get_attributes().items()
    }
    name_id = assertion.find(f"{SAML}Subject/{SAML}NameID")
    statement = assertion.find(f"{SAML}AuthnStatement")
    signed_in = moment(statement.get("AuthnInstant"))
    if signed_in > at + SKEW:
        raise NotAccepted("the assertion tells of a sign-in that has not happened yet")
    if expected.not_before and signed_in < expected.not_before - SKEW:
        raise NotAccepted("a fresh proof was asked for, and an old one was given")
    methods = {_text(node) for node in statement.iter(f"{SAML}AuthnContextClassRef")} | {*attributes.get(METHODS, ())}
    return Accepted(
        assertion_id=assertion.get("ID"),
        subject=_subject(name_id, attributes, wanted=expected.subject, shop_id=expected.shop_id),
        name_id="" if name_id is None else _text(name_id),
        name_id_format="" if name_id is None else name_id.get("Format", ""),
        session_index=statement.get("SessionIndex", ""),
        auth_time=signed_in,
        methods=tuple(sorted(methods | ({"mfa"} if methods & STRONG else set()))),
        until=until,
        attributes=attributes,
    )


def _subject(name_id: Any, attributes: Mapping[str, Sequence[str]], *, wanted: str, shop_id: str) -> str:
    """What the person is known by: the chosen attribute, else a NameID that lasts; never an address of mail."""
    if wanted:
        found = list(attributes.get(wanted, []))
        if len(found) != 1:
            raise NotAccepted(f"the assertion has {len(found)} values of {wanted}")
    elif name_id is not None and name_id.get("SPNameQualifier", shop_id) != shop_id:
        raise NotAccepted(f"the NameID is one for {name_id.get('SPNameQualifier')}")
    elif name_id is None or name_id.get("Format") != PERSISTENT:
        raise NotAccepted(f"the NameID is not persistent but {None if name_id is None else name_id.get('Format')}")
    else:
        found = [_text(name_id)]
    if not found[0] or len(found[0]) > LONGEST or not found[0].isprintable():
        raise NotAccepted("the person's identifier is empty, too long or unprintable")
    return found[0]


def _text(node: Any) -> str:
    """The text of an element that holds nothing but text."""
    if len(node):
        raise NotAccepted(f"{etree.QName(node).localname} holds more than text")
    return (node.text or "").strip()
