"""PROMISES 75: an ended sign-in never loses a typed form, and nobody but the same person gets it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.drafts import KeptForm
from app.identity.models import SignInSession
from app.openness.models import RetentionRule
from app.orders.models import Order
from tests.app.orders.making import HEADSET, PHONE, place
from tests.client import Page, ShopClient
from tests.databases import Clock

SignIn = Callable[[str], ShopClient]
LINE = "Ring mig på 070-123 45 67 när den kommer, <tack> & hej"


def sent(browser: ShopClient, page: str, action: str, data: dict[str, str], **headers: str) -> Page:
    """Send a form from a page of ours, as a browser does."""
    return browser.post(action, data, headers={"Referer": f"http://localhost{page}", **headers})


def sign_in_again(browser: ShopClient, away: Page, person: str) -> Page:
    """Sign in on the page that one was sent to, and go where it leads."""
    there = browser.get(away.location)
    onward = there.field("vidare")
    return browser.follow(browser.post("/logga-in/demo", {"person": person, "vidare": onward}))


def test_a_message_to_the_orderer_outlives_the_sign_in(client_as: SignIn, clock: Clock, session: Session) -> None:
    place(client_as("karin"), PHONE)
    number = session.scalars(sa.select(ApprovalRequest.id)).one()
    chef = client_as("anders")
    form = chef.get(f"/godkann/{number}").form(f"/godkann/{number}")
    clock.forward(minutes=61)
    away = sent(chef, f"/godkann/{number}", f"/godkann/{number}", form | {"meddelande": LINE, "beslut": "avsla"})
    assert away.location.startswith("/logga-in?vidare=")
    back = sign_in_again(chef, away, "anders")
    assert back.form(f"/godkann/{number}")["meddelande"] == LINE
    assert "Det du skrev finns kvar" in back.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0
    chef.post(f"/godkann/{number}", back.form(f"/godkann/{number}") | {"beslut": "avsla"})
    session.rollback()
    assert session.scalars(sa.select(Decision.reason)).one() == LINE
    assert session.scalars(sa.select(KeptForm)).all() == []


def test_the_checkout_keeps_what_was_changed(client_as: SignIn, clock: Clock, session: Session) -> None:
    karin = client_as("karin")
    karin.post("/varukorg/rader", {"item": HEADSET, "antal": "1"})
    page = "/kassa?andra=leverans"
    shown = karin.get(page)
    action = next(str(f["action"]) for f in shown.soup.select("form[method=post]") if f.select_one("textarea"))
    area = shown.soup.select_one("textarea[name]")
    assert area
    clock.forward(minutes=61)
    away = sent(karin, page, action, shown.form(action) | {str(area["name"]): LINE})
    back = sign_in_again(karin, away, "karin")
    assert back.form(action)[str(area["name"])] == LINE
    assert session.scalars(sa.select(Order)).all() == []


def test_own_settings_and_a_lone_button_come_back_too(client_as: SignIn, clock: Clock) -> None:
    karin = client_as("karin")
    clock.forward(minutes=61)
    away = sent(karin, "/installningar", "/installningar", {"utseende": "dark", "moms": "y"})
    back = sign_in_again(karin, away, "karin")
    untouched = {"takt": "now", "kortkommandon": "y"}
    assert back.form("/installningar") == {"utseende": "dark", "moms": "y"} | untouched
    clock.forward(minutes=61)
    away = sent(karin, "/varukorg", "/varukorg/rader", {"item": "finns-inte", "antal": "3"})
    assert "/varukorg" in sign_in_again(karin, away, "karin").answer.request.path


def test_a_form_of_the_administration_outlives_the_demand_for_a_new_proof(
    client_as: SignIn, clock: Clock, session: Session
) -> None:
    alva, page = client_as("alva"), "/admin/gallring/basket"
    clock.forward(minutes=40)
    alva.get("/")
    clock.forward(minutes=30)
    away = sent(alva, page, page, {"tid": "45", "beslut": "Dokumenthanteringsplanen § 7"})
    assert away.location == f"/logga-in/bekrafta?vidare={page}"
    asked = alva.follow(away)
    back = alva.follow(alva.post("/logga-in/bekrafta", asked.form("/logga-in/bekrafta")))
    assert back.form(page) == {"tid": "45", "beslut": "Dokumenthanteringsplanen § 7"}
    assert session.scalars(sa.select(RetentionRule)).all() == []
    assert alva.post(page, back.form(page)).status == 303
    assert "Dokumenthanteringsplanen § 7" in alva.get("/admin/gallring").text
    assert "finns kvar" not in alva.get(page).text


def test_a_fragment_is_told_the_way_and_the_form_is_kept(client_as: SignIn, clock: Clock) -> None:
    karin = client_as("karin")
    clock.forward(minutes=61)
    partial = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://localhost/installningar"}
    answer = karin.post("/installningar", {"utseende": "dark"}, headers=partial)
    assert answer.status == 401
    target = answer.answer.headers["HX-Redirect"]
    onward = karin.get(target).field("vidare")
    back = karin.follow(karin.post("/logga-in/demo", {"person": "karin", "vidare": onward}))
    assert back.form("/installningar")["utseende"] == "dark"


def test_somebody_else_in_the_same_browser_sees_nothing_of_it(client_as: SignIn, clock: Clock) -> None:
    browser = client_as("karin")
    clock.forward(minutes=61)
    away = sent(browser, "/installningar", "/installningar", {"utseende": "dark"})
    assert sign_in_again(browser, away, "olle").form("/installningar")["utseende"] == "auto"


def test_the_same_person_in_another_browser_sees_nothing_of_it(client_as: SignIn, clock: Clock) -> None:
    browser = client_as("karin")
    clock.forward(minutes=61)
    sent(browser, "/installningar", "/installningar", {"utseende": "dark"})
    assert client_as("karin").get("/installningar").form("/installningar")["utseende"] == "auto"


def test_what_nobody_came_back_for_is_not_given_back(client_as: SignIn, clock: Clock) -> None:
    browser = client_as("karin")
    clock.forward(minutes=61)
    away = sent(browser, "/installningar", "/installningar", {"utseende": "dark"})
    clock.forward(hours=3)
    assert sign_in_again(browser, away, "karin").form("/installningar")["utseende"] == "auto"


def test_it_can_be_thrown_away(client_as: SignIn, clock: Clock) -> None:
    browser = client_as("karin")
    clock.forward(minutes=61)
    sign_in_again(browser, sent(browser, "/installningar", "/installningar", {"utseende": "dark"}), "karin")
    page = browser.follow(browser.post("/utkast/kasta", {"sida": "/installningar"}))
    assert page.form("/installningar")["utseende"] == "auto"
    assert "finns kvar" not in page.text


def test_neither_secrets_nor_what_is_too_much_are_kept_and_the_row_tells_nothing(
    client_as: SignIn, clock: Clock, session: Session
) -> None:
    browser = client_as("karin")
    clock.forward(minutes=61)
    sent(browser, "/installningar", "/installningar", {"utseende": "dark", "losenord": "hemligt-123", "text": LINE})
    kept = session.scalars(sa.select(KeptForm)).one()
    cookie = browser.browser.get_cookie("typed")
    assert cookie
    assert cookie.value not in (kept.handle_hash, kept.sealed)
    assert "dark" not in kept.sealed
    sent(browser, "/varukorg", "/varukorg", {"text": "x" * 70_000})
    session.rollback()
    assert session.scalars(sa.select(KeptForm.action)).all() == ["/installningar"]
    page = sign_in_again(browser, Page(browser.browser.get("/installningar")), "karin")
    assert "hemligt-123" not in page.html


def test_a_stranger_keeps_nothing(client_as: SignIn, session: Session) -> None:
    sent(client_as(""), "/installningar", "/installningar", {"utseende": "dark"})
    assert session.scalars(sa.select(KeptForm)).all() == []


def test_a_form_from_before_a_new_sign_in_is_shown_again(client_as: SignIn) -> None:
    browser = client_as("karin")
    data = {"utseende": "dark", "csrf_token": "from-before"}
    answer = Page(
        browser.browser.post(
            "/installningar", data=data,
            headers={"Referer": "http://localhost/installningar", "Sec-Fetch-Site": "same-origin"},
        )
    )  # fmt: skip
    assert answer.location == "/installningar"
    assert browser.follow(answer).form("/installningar")["utseende"] == "dark"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}, {"Referer": "http://evil.example/installningar"}])
def test_a_form_that_others_could_have_made_is_never_kept(
    client_as: SignIn, session: Session, headers: dict[str, str]
) -> None:
    browser = client_as("karin")
    sent_from = {"Referer": "http://localhost/installningar", **headers}
    answer = browser.browser.post("/installningar", data={"utseende": "dark"}, headers=sent_from)
    assert answer.status_code == 400
    assert session.scalars(sa.select(KeptForm)).all() == []


def test_a_session_that_was_ended_elsewhere_keeps_the_form_too(client_as: SignIn, session: Session) -> None:
    browser = client_as("karin")
    session.execute(sa.update(SignInSession).values(ended_at=SignInSession.created_at))
    session.commit()
    away = sent(browser, "/installningar", "/installningar", {"utseende": "dark"})
    assert sign_in_again(browser, away, "karin").form("/installningar")["utseende"] == "dark"
