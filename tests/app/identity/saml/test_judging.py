"""The judgement of responses, without a database: a good one is read, each broken one is refused for its own reason."""

from __future__ import annotations

import datetime as dt
import random
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree

from app.config import SamlShop
from app.identity.actions.saml import messages, metadata, response, settings
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.response import Accepted, Expected
from tests.app.identity.saml.broken import EVERY
from tests.app.identity.saml.provider import Answer, Asked, Provider, encrypt, key, pack, read_request

BASE = "https://butik.example"
PROVIDER = Provider()
SHOP = SamlShop(
    entity_id=f"{BASE}/saml/metadata",
    base_url=BASE,
    certificate=key("shop").certificate,
    private_key=key("shop").private,
)
OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier"


def ask() -> tuple[Asked, dt.datetime]:
    """A request of the shop, now."""
    at = dt.datetime.now(dt.UTC)
    known = metadata.read(PROVIDER.metadata())
    address = messages.sign_in_request(SHOP, known, request_id=messages.new_id(), state="s", at=at, fresh=False)
    return read_request(address), at


def judge(sent: str, asked: Asked, at: dt.datetime, *, signed_messages: bool = False, **changes: str) -> Accepted:
    """The judgement of what was posted."""
    library = settings.build(SHOP, metadata.read(PROVIDER.metadata()), signed_messages=signed_messages)
    facts = {"request_id": asked.id, "acs_url": SHOP.acs_url, "shop_id": SHOP.entity_id}
    expected = Expected(**(facts | {"provider_id": PROVIDER.entity_id} | changes))
    return response.accept(sent, library, expected, at)


def good(**changes: object) -> tuple[Answer, Asked, dt.datetime]:
    """A good answer in the making."""
    asked, at = ask()
    return PROVIDER.answer(asked, at, **changes), asked, at


def test_a_good_answer_is_read() -> None:
    answer, asked, at = good(attributes={"role": ["it", "chef"]})
    found = judge(answer.posted(), asked, at)
    assert (found.subject, found.name_id, found.session_index) == ("subject-1", "subject-1", "_s1")
    assert found.attributes["role"] == ["it", "chef"]
    assert found.auth_time == at.replace(microsecond=0)
    assert at < found.until < at + dt.timedelta(minutes=8)


@pytest.mark.parametrize("name", EVERY)
def test_a_broken_answer_is_refused_for_its_own_reason(name: str) -> None:
    breakage, why = EVERY[name]
    answer, asked, at = good()
    with pytest.raises(NotAccepted) as refused:
        judge(breakage(answer), asked, at)
    assert why in str(refused.value)


def test_a_signature_over_the_whole_message_is_taken_and_can_be_demanded() -> None:
    answer, asked, at = good()
    assert judge(answer.posted(message=True), asked, at, signed_messages=True).subject == "subject-1"
    with pytest.raises(NotAccepted, match="Message of the Response is not signed"):
        judge(answer.posted(), asked, at, signed_messages=True)


def test_a_message_whose_own_signature_is_wrong_is_refused_though_the_assertion_is_right() -> None:
    answer, asked, at = good()
    tree = answer.signed(message=True)
    tree.set("Consent", "urn:changed")
    with pytest.raises(NotAccepted, match="Signature validation failed"):
        judge(pack(tree), asked, at)


def test_an_encrypted_assertion_is_opened() -> None:
    answer, asked, at = good()
    assert judge(pack(encrypt(answer.signed(), "shop")), asked, at).subject == "subject-1"


def test_a_person_may_be_known_by_an_attribute_instead_of_the_name() -> None:
    answer, asked, at = good(
        attributes={OBJECT_ID: ["0f8f"]}, format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    )
    assert judge(answer.posted(), asked, at, subject=OBJECT_ID).subject == "0f8f"
    answer, asked, at = good(attributes={OBJECT_ID: ["0f8f", "1a2b"]})
    with pytest.raises(NotAccepted, match="2 values"):
        judge(answer.posted(), asked, at, subject=OBJECT_ID)


@pytest.mark.parametrize(
    ("context", "strong"),
    [
        ("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", False),
        ("https://refeds.org/profile/mfa", True),
        ("http://schemas.microsoft.com/claims/multipleauthn", True),
    ],
)
def test_more_than_a_password_is_noticed(context: str, strong: bool) -> None:
    answer, asked, at = good(context=context)
    assert ("mfa" in judge(answer.posted(), asked, at).methods) is strong


@pytest.mark.parametrize("seconds", [0, 119])
def test_clocks_may_differ_by_two_minutes(seconds: int) -> None:
    answer, asked, at = good(begins=dt.timedelta(seconds=seconds))
    assert judge(answer.posted(), asked, at)


def test_clocks_may_not_differ_by_more() -> None:
    answer, asked, at = good(begins=dt.timedelta(seconds=123))
    with pytest.raises(NotAccepted, match="not valid before"):
        judge(answer.posted(), asked, at)


def change_tree(tree: Any, chance: random.Random) -> bytes:
    """A response with one element lost, renamed, holding another one, or saying something else."""
    elements = list(tree.iter())
    element = chance.choice(elements[1:])
    match chance.randrange(5):
        case 0:
            element.getparent().remove(element)
        case 1:
            element.tag = chance.choice(elements).tag
        case 2:
            element.append(deepcopy(chance.choice(elements[1:])))
        case 3:
            element.attrib[chance.choice(["ID", "Format", "URI", "Algorithm", "NotOnOrAfter", "Id"])] = "x"
        case _:
            element.text = "å<&"
    return bytes(etree.tostring(tree))


def change_bytes(raw: bytes, chance: random.Random) -> bytes:
    """A response with a few bytes changed."""
    text = bytearray(raw)
    for _place in range(chance.randrange(1, 4)):
        text[chance.randrange(len(text))] = chance.randrange(256)
    return bytes(text)


def test_whatever_is_changed_is_refused_or_says_what_was_signed() -> None:
    answer, asked, at = good(attributes={"role": ["it"]})
    raw, chance, refused = etree.tostring(answer.signed()), random.Random(7), 0
    signed = judge(pack(raw), asked, at)
    for round_ in range(800):
        changed = change_tree(etree.fromstring(raw), chance) if round_ % 2 else change_bytes(raw, chance)
        try:
            assert judge(pack(changed), asked, at) == signed
        except NotAccepted:
            refused += 1
    assert refused > 700
