"""Signing out by SAML: the shop asks the provider, and the provider asks the shop."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import HistoryEntry
from app.identity.models import SignInSession
from tests.app.identity.saml.conftest import BASE, HALLSBERG, LAXA, SamlBrowser, Signing
from tests.app.identity.saml.provider import NAMES, PERSISTENT, SAML, SAMLP, Provider, deflated, moment, read_request
from tests.client import Page

SLS = f"{BASE}/saml/sls"


def wish(shop: Signing, provider: Provider = LAXA, **changes: Any) -> dict[str, str]:
    """A provider's wish that Karin is signed out, with what a test changes of it."""
    facts = {"id": "_lo1", "issuer": provider.entity_id, "name": "karin-at-work", "index": "_s1", "to": SLS}
    facts |= {"at": moment(shop.clock())} | changes
    index = f"<samlp:SessionIndex>{facts['index']}</samlp:SessionIndex>" if facts["index"] else ""
    text = (
        f'<samlp:LogoutRequest xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{facts["id"]}" Version="2.0" '
        f'IssueInstant="{facts["at"]}" Destination="{facts["to"]}"><saml:Issuer>{facts["issuer"]}</saml:Issuer>'
        f'<saml:NameID Format="{PERSISTENT}">{facts["name"]}</saml:NameID>{index}</samlp:LogoutRequest>'
    )
    return {"SAMLRequest": deflated(text)}


def answer(shop: Signing, answers: str, **changes: Any) -> dict[str, str]:
    """A provider's answer to the shop's wish."""
    facts = {"status": "Success", "issuer": LAXA.entity_id, "to": SLS} | changes
    text = (
        f'<samlp:LogoutResponse xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_la1" Version="2.0" '
        f'IssueInstant="{moment(shop.clock())}" Destination="{facts["to"]}" InResponseTo="{answers}"><saml:Issuer>'
        f"{facts['issuer']}</saml:Issuer><samlp:Status><samlp:StatusCode "
        f'Value="urn:oasis:names:tc:SAML:2.0:status:{facts["status"]}"/></samlp:Status></samlp:LogoutResponse>'
    )
    return {"SAMLResponse": deflated(text)}


def arrive(shop: Signing, address: str) -> Page:
    """The provider leads some browser to the shop, without any cookie: so it is in a hidden frame."""
    with shop.app.app_context():
        return Page(shop.app.test_client().get(address, base_url=BASE))


def test_the_provider_signs_somebody_out(browser: SamlBrowser, session: Session) -> None:
    browser.sign_in()
    page = arrive(browser.shop, LAXA.address(SLS, wish(browser.shop) | {"RelayState": "r1"}))
    assert page.status == 303
    assert not browser.is_in
    said = read_request(page.location, "SAMLResponse")
    assert page.location.startswith("https://laxa.example/ut?")
    assert (said.signed, said.relay_state, said.tree.get("InResponseTo")) == (True, "r1", "_lo1")
    assert said.tree.find(".//samlp:StatusCode", NAMES).get("Value").endswith(":Success")
    events = list(session.scalars(sa.select(HistoryEntry.event).order_by(HistoryEntry.id)))
    assert events[-1] == "person.signed_out"


def test_only_the_named_session_ends(shop: Signing) -> None:
    one, two = shop.browser(), shop.browser()
    one.sign_in(assertion_id="_1", session_index="_s1")
    two.sign_in(assertion_id="_2", session_index="_s2")
    arrive(shop, LAXA.address(SLS, wish(shop, index="_s2")))
    assert (one.is_in, two.is_in) == (True, False)
    arrive(shop, LAXA.address(SLS, wish(shop, index="", id="_lo2")))
    assert not one.is_in


EVIL = Provider("evil", "evil", ("evil",))
RIGHT_BUT_FOR_OTHERS = ("another provider", "somebody else")
OLD_ALGORITHM = "2001%2F04%2Fxmldsig-more%23rsa-sha256", "2000%2F09%2Fxmldsig%23rsa-sha1"
OTHER = deflated("<r/>")
BROKEN = {
    "unsigned": lambda shop: f"{SLS}?SAMLRequest={_quoted(wish(shop)['SAMLRequest'])}",
    "foreign key": lambda shop: LAXA.address(SLS, wish(shop), signer="stranger"),
    "SHA-1": lambda shop: LAXA.address(SLS, wish(shop)).replace(*OLD_ALGORITHM),
    "unknown provider": lambda shop: EVIL.address(SLS, wish(shop, EVIL)),
    "another provider": lambda shop: HALLSBERG.address(SLS, wish(shop, HALLSBERG)),
    "in another's name": lambda shop: HALLSBERG.address(SLS, wish(shop, LAXA)),
    "meant for another": lambda shop: LAXA.address(SLS, wish(shop, to="https://other.example/sls")),
    "old": lambda shop: LAXA.address(SLS, wish(shop, at="2026-11-23T07:00:00Z")),
    "nobody named": lambda shop: LAXA.address(SLS, wish(shop, name="")),
    "somebody else": lambda shop: LAXA.address(SLS, wish(shop, name="maria-at-work")),
    "changed after signing": lambda shop: LAXA.address(SLS, wish(shop)) + "&RelayState=x",
    "twice": lambda shop: LAXA.address(SLS, wish(shop)) + f"&SAMLRequest={_quoted(OTHER)}",
    "inflates without end": lambda _shop: LAXA.address(SLS, {"SAMLRequest": deflated(" " * 3_000_000)}),
    "not deflated": lambda _shop: LAXA.address(SLS, {"SAMLRequest": "aGVq"}),
    "document type": lambda _shop: LAXA.address(SLS, {"SAMLRequest": deflated("<!DOCTYPE r><r/>")}),
    "nothing": lambda _shop: SLS,
}  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def test_no_broken_wish_signs_anybody_out(browser: SamlBrowser) -> None:
    browser.sign_in()
    faults = []
    for name, address in BROKEN.items():
        page = arrive(browser.shop, address(browser.shop))
        faults += [f"{name}: signed out"] if not browser.is_in else []
        expected = 303 if name in RIGHT_BUT_FOR_OTHERS else 400
        faults += [f"{name}: {page.status} {page.location}"] if page.status != expected else []
    assert faults == []


def test_a_wish_is_heard_once(browser: SamlBrowser) -> None:
    browser.sign_in(assertion_id="_1")
    address = LAXA.address(SLS, wish(browser.shop, index=""))
    arrive(browser.shop, address)
    browser.sign_in(assertion_id="_2")
    page = arrive(browser.shop, address)
    assert (page.status, page.h1) == (400, "Utloggningen gick inte att lita på")
    assert browser.is_in


def test_the_shop_asks_the_provider_and_hears_its_answer(browser: SamlBrowser, session: Session) -> None:
    browser.sign_in()
    page = browser.post("/logga-ut")
    asked = read_request(page.location)
    assert (page.status, asked.signed) == (303, True)
    assert page.location.startswith("https://laxa.example/ut?")
    assert asked.tree.findtext("saml:NameID", namespaces=NAMES) == "karin-at-work"
    assert asked.tree.findtext("samlp:SessionIndex", namespaces=NAMES) == "_s1"
    assert not browser.is_in
    assert session.scalar(sa.select(SignInSession.ended_at)) is not None
    back = browser.get(
        LAXA.address("/saml/sls", answer(browser.shop, asked.id) | {"RelayState": asked.relay_state}), status=303
    )
    assert back.location == "/logga-in"
    assert "både här och i din arbetsgivares inloggning" in browser.get("/logga-in").text


@pytest.mark.parametrize(
    "changes",
    [{"status": "Responder"}, {"issuer": HALLSBERG.entity_id}, {"to": "https://other.example"}, {"answers": "_other"}],
)
def test_a_doubtful_answer_is_told_as_such(browser: SamlBrowser, changes: dict[str, str]) -> None:
    browser.sign_in()
    asked = read_request(browser.post("/logga-ut").location)
    said = answer(browser.shop, **({"answers": asked.id} | changes))
    browser.get(LAXA.address("/saml/sls", said | {"RelayState": asked.relay_state}), status=303)
    assert "inget säkert besked" in browser.get("/logga-in").text


def test_an_answer_without_a_wish_is_not_believed(browser: SamlBrowser) -> None:
    browser.get(LAXA.address("/saml/sls", answer(browser.shop, "_x") | {"RelayState": "x"}), status=303)
    assert "inget säkert besked" in browser.get("/logga-in").text


def test_signing_out_never_waits_for_a_provider_that_is_away(browser: SamlBrowser) -> None:
    browser.sign_in()
    browser.shop.metadata.clear()
    browser.shop.clock.forward(minutes=50)
    browser.shop.asked.clear()
    assert browser.post("/logga-ut").status == 303
    assert browser.shop.asked == []
