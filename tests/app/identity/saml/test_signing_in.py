"""Signing in by SAML, the whole way through HTTP."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import SamlProvider
from app.db import begin_write
from app.identity.actions.saml import kept
from app.identity.models import Person, RoleGrant, RoleMapping, SamlMessage, SignInAttempt, SignInSession
from tests.app.identity.saml.broken import EVERY
from tests.app.identity.saml.conftest import HALLSBERG, LAXA, SamlBrowser, Signing
from tests.app.identity.saml.provider import Provider, encrypt, pack, read_request
from tests.client import inspect

ROLE = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"
GROUP = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"
OVERAGE = "http://schemas.microsoft.com/claims/groups.link"


def outcomes(session: Session) -> list[str]:
    """How every try ended, in order."""
    session.rollback()
    return list(session.scalars(sa.select(SignInAttempt.outcome).order_by(SignInAttempt.id)))


def test_a_good_answer_signs_in_and_leads_on(browser: SamlBrowser, session: Session) -> None:
    asked = browser.begin(onward="/sortiment?q=headset")
    page = browser.answered(browser.good(asked).posted(), asked.relay_state)
    assert (page.status, page.location) == (303, "/sortiment?q=headset")
    assert browser.is_in
    row = session.scalars(sa.select(SignInSession)).one()
    assert (row.way, row.end_hint["name"], row.end_hint["index"]) == ("laxa", "karin-at-work", "_s1")
    assert row.authenticated_at == browser.shop.clock()
    assert outcomes(session) == ["signed_in"]


def test_the_request_is_signed_and_asks_for_a_lasting_name(browser: SamlBrowser) -> None:
    asked = browser.begin()
    assert asked.signed
    assert asked.acs_url == "https://butik.example/saml/acs"
    assert asked.tree.find("{*}NameIDPolicy").get("Format").endswith(":persistent")
    assert len(asked.relay_state) <= 80
    assert "/" not in asked.relay_state


def test_an_encrypted_answer_signs_in(browser: SamlBrowser) -> None:
    asked = browser.begin()
    page = browser.answered(pack(encrypt(browser.good(asked).signed(), "shop")), asked.relay_state)
    assert page.status == 303
    assert browser.is_in


def test_no_broken_answer_signs_anybody_in_or_says_why(
    browser: SamlBrowser, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    faults, pages = [], set()
    for name, (breakage, why) in EVERY.items():
        capsys.readouterr()
        asked = browser.begin()
        page = browser.answered(breakage(browser.good(asked)), asked.relay_state)
        faults += [f"{name}: {page.status}"] if page.status != 400 or browser.is_in else []
        faults += [f"{name}: not logged"] if why not in capsys.readouterr().out else []
        pages.add(page.h1)
    assert faults == []
    assert pages == {"Inloggningen gick inte att lita på", "Inloggningstjänsten sa nej"}
    assert set(outcomes(session)) == {"untrusted", "provider_said"}
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0


def test_a_refusal_gives_a_reference_and_a_way_on(browser: SamlBrowser, session: Session) -> None:
    asked = browser.begin()
    page = browser.answered(browser.good(asked, audience="https://other.example").posted(), asked.relay_state)
    reference = session.scalars(sa.select(SignInAttempt.reference)).one()
    assert reference in page.text
    assert "Försök igen" in page.text
    assert "other.example" not in page.html


def test_the_same_answer_is_taken_once(browser: SamlBrowser, session: Session) -> None:
    asked = browser.begin()
    sent = browser.good(asked).posted()
    assert browser.answered(sent, asked.relay_state).status == 303
    assert browser.answered(sent, asked.relay_state).status == 400
    assert outcomes(session) == ["signed_in", "not_begun"]


def test_an_assertion_is_used_once_on_every_process(shop: Signing, session: Session) -> None:
    first = shop.browser()
    asked = first.begin()
    sent = first.good(asked).posted()
    assert first.answered(sent, asked.relay_state).status == 303
    begin_write(session)
    session.execute(sa.text("UPDATE pending_sign_in SET used_at = NULL"))  # as if the request could be answered again
    session.commit()
    twin = shop.twin().browser()
    twin.client.browser._cookies = first.client.browser._cookies  # the browser reaches another process
    page = twin.answered(sent, asked.relay_state)
    assert page.status == 400
    assert outcomes(session) == ["signed_in", "untrusted"]


def test_an_answer_begun_on_one_process_is_taken_by_another(shop: Signing) -> None:
    first = shop.browser()
    asked = first.begin()
    twin = shop.twin().browser()
    twin.client.browser._cookies = first.client.browser._cookies
    assert twin.answered(twin.good(asked).posted(), asked.relay_state).status == 303
    assert twin.is_in


def test_an_answer_to_another_browser_is_refused(shop: Signing, session: Session) -> None:
    mine, yours = shop.browser(), shop.browser()
    asked = mine.begin()
    yours.begin()
    sent = mine.good(asked).posted()
    assert yours.answered(sent, asked.relay_state).status == 400
    assert not yours.is_in
    assert mine.answered(sent, asked.relay_state).status == 303


def test_an_answer_with_the_state_of_another_browser_is_refused(shop: Signing) -> None:
    mine, yours = shop.browser(), shop.browser()
    asked, other = mine.begin(), yours.begin()
    assert yours.answered(mine.good(asked).posted(), other.relay_state).status == 400
    assert not yours.is_in


def test_nobody_is_let_in_unasked(browser: SamlBrowser, session: Session) -> None:
    asked = browser.begin()
    stranger = browser.shop.browser()
    for state in ("", "x" * 43, asked.relay_state, "/sortiment", "https://evil.example"):
        assert stranger.answered(stranger.good(asked).posted(), state).status == 400
    assert set(outcomes(session)) == {"not_begun"}


def test_an_answer_after_ten_minutes_is_too_late(browser: SamlBrowser) -> None:
    asked = browser.begin()
    browser.shop.clock.forward(minutes=11)
    assert browser.answered(browser.good(asked).posted(), asked.relay_state).h1 == "Inloggningen behöver göras om"


def test_another_provider_of_ours_cannot_answer_for_this_one(browser: SamlBrowser) -> None:
    asked = browser.begin("laxa")
    forged = HALLSBERG.answer(asked, browser.shop.clock(), subject="karin-at-work", issuer=LAXA.entity_id)
    assert browser.answered(forged.posted(), asked.relay_state).status == 400
    asked = browser.begin("laxa")
    theirs = HALLSBERG.answer(asked, browser.shop.clock(), subject="maria-at-work")
    assert browser.answered(theirs.posted(), asked.relay_state).status == 400
    assert not browser.is_in


def test_a_foreign_provider_is_refused(browser: SamlBrowser) -> None:
    asked = browser.begin()
    foreign = Provider("evil", "evil", ("evil",)).answer(asked, browser.shop.clock(), subject="karin-at-work")
    assert browser.answered(foreign.posted(), asked.relay_state).status == 400


def test_a_person_belongs_to_one_provider(browser: SamlBrowser, session: Session) -> None:
    asked = browser.begin("hallsberg")
    page = browser.answered(browser.good(asked, HALLSBERG, subject="karin-at-work").posted(), asked.relay_state)
    assert page.status == 403
    assert page.h1 == "Du finns inte i butiken ännu"
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0


def test_several_providers_stand_side_by_side(browser: SamlBrowser) -> None:
    page = browser.get("/logga-in")
    assert {"Laxå", "Hallsberg"} <= {tag.get_text() for tag in page.soup.select(".person-card b")}
    asked = browser.begin("hallsberg")
    assert (
        browser.answered(browser.good(asked, HALLSBERG, subject="maria-at-work").posted(), asked.relay_state).status
        == 303
    )
    assert browser.is_in


def test_a_changed_address_of_mail_changes_nobody(browser: SamlBrowser, session: Session) -> None:
    browser.sign_in(
        attributes={"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": ["anders@laxa.example"]}
    )
    assert session.scalar(sa.select(Person.name).join(SignInSession)) == "Karin Lund"


def test_roles_and_groups_follow_the_directory(browser: SamlBrowser, session: Session) -> None:
    begin_write(session)
    rows = [(LAXA.entity_id, "role", "butik-it", "it_workplace"), (LAXA.entity_id, "group", "g1", "catalogue_editor")]
    session.add_all(RoleMapping(provider=p, claim=c, value=v, role=r, organisation_id=None) for p, c, v, r in rows)
    session.commit()
    browser.sign_in(attributes={ROLE: ["butik-it", "other"], GROUP: ["g1"]}, assertion_id="_1")
    assert given(session) == {"it_workplace", "catalogue_editor"}
    browser.shop.browser().sign_in(
        attributes={ROLE: ["butik-it"], OVERAGE: ["https://graph.example"]}, assertion_id="_2"
    )
    assert given(session) == {"it_workplace", "catalogue_editor"}
    browser.shop.browser().sign_in(assertion_id="_3")
    assert given(session) == set()


def given(session: Session) -> set[str]:
    """The roles that the directory gave."""
    session.rollback()
    return set(session.scalars(sa.select(RoleGrant.role).where(RoleGrant.source == "directory")))


def test_a_fresh_proof_is_asked_for_and_an_old_one_refused(browser: SamlBrowser) -> None:
    for proven, status in ((-2, 400), (0, 303)):
        asked = read_request(browser.post("/logga-in", {"satt": "laxa", "annat": "1"}).location)
        assert asked.tree.get("ForceAuthn") == "true"
        answer = browser.good(asked, proven=dt.timedelta(hours=proven), assertion_id=f"_{status}")
        assert browser.answered(answer.posted(), asked.relay_state).status == status


def test_used_assertions_are_forgotten_when_they_can_no_longer_be_used(browser: SamlBrowser, session: Session) -> None:
    browser.sign_in()
    until = session.scalars(sa.select(SamlMessage.until)).one()
    session.rollback()
    begin_write(session)
    kept.sweep(session, until - dt.timedelta(seconds=1))
    assert session.scalar(sa.select(sa.func.count()).select_from(SamlMessage)) == 1
    kept.sweep(session, until + dt.timedelta(seconds=1))
    assert session.scalar(sa.select(sa.func.count()).select_from(SamlMessage)) == 0
    session.rollback()


def test_only_the_answer_may_come_from_another_site(shop: Signing) -> None:
    views = shop.app.view_functions.items()
    assert [name for name, view in views if getattr(view, "from_other_sites", False)] == ["identity.saml_answer"]
    elsewhere = {"Origin": "https://laxa.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/logga-in/saml", "/logga-in", "/logga-ut"):
        answer = shop.app.test_client().post(path, headers=elsewhere, base_url="https://butik.example")
        assert answer.status_code in {400, 403}


def test_the_handle_lies_in_a_cookie_that_travels_and_holds_nothing(browser: SamlBrowser) -> None:
    page = browser.post("/logga-in/saml", {"satt": "laxa"})
    cookie = next(text for text in page.answer.headers.getlist("Set-Cookie") if text.startswith("__Host-signing="))
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=None", "Path=/", "Max-Age=600"))


def test_beginning_needs_a_token_and_a_known_provider(browser: SamlBrowser) -> None:
    assert browser.get("/logga-in/saml", status=303).location == "/logga-in?vidare=/"
    assert browser.post("/logga-in/saml", {"satt": "unknown"}).location == "/logga-in"
    bare = browser.client.browser.post("/logga-in/saml", base_url="https://butik.example")
    assert bare.status_code == 400


def test_a_page_leads_on_where_no_form_may(browser: SamlBrowser, tmp_path: Path) -> None:
    file = tmp_path / "laxa.xml"
    file.write_bytes(LAXA.metadata())
    browser.shop.app.extensions["saml"].places["laxa"] = str(file)
    browser.shop.app.config["SHOP"] = replace(
        browser.shop.app.config["SHOP"], saml=(SamlProvider(key="laxa", metadata=str(file)),)
    )
    page = browser.post("/logga-in", {"satt": "laxa"})
    inspect(page, "/logga-in")
    assert page.h1 == "Du skickas vidare"
    link = page.soup.select_one("main a.ds-button")
    assert link is not None
    assert page.answer.headers["Refresh"] == f"0;url={link['href']}"
    asked = read_request(str(link["href"]))
    assert browser.answered(browser.good(asked).posted(), asked.relay_state).status == 303
