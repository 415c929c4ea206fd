"""The checkout: everything prefilled, changed without JavaScript, placed exactly once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import CatalogueVersion, Item
from app.identity.models import Unit
from app.orders.models import Order, OrderLine
from app.orders.views import checkout
from app.outbox import Letter
from app.shop.models import BasketLine
from tests.app.orders.making import HEADSET, LAPTOP, PHONE, PROJECTOR, fill, lines, order, place, submit
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


def how_many(session: Session) -> int:
    """How many orders there are now."""
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def change_item(session: Session, slug: str, **values: object) -> None:
    """Change the range under somebody's feet."""
    session.execute(sa.update(Item).where(Item.slug == slug).values(**values))
    session.execute(sa.update(CatalogueVersion).values(number=CatalogueVersion.number + 1))
    session.commit()


def test_an_empty_basket_has_no_checkout(client_as: SignIn) -> None:
    assert client_as("karin").browser.get("/kassa").location == "/varukorg"


def test_lines_stand_by_what_happens_with_them(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET, PHONE, LAPTOP)
    page = karin.get("/kassa")
    groups = {h2.get_text(): h2.find_parent("section").get_text() for h2 in page.soup.select("main h2")}
    assert "Headset" in groups["Går iväg direkt"]
    assert "Mobiltelefon" in groups["Väntar på Anders Ek"]
    assert "Ansvar 41200, verksamhet 4400" in page.text
    assert "Skicka för godkännande" in page.text


def test_what_needs_nobody_is_ordered_at_once(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    assert "Beställ och godkänn kostnad" in karin.get("/kassa").text


@pytest.mark.rule("R-042")
def test_the_order_carries_who_pays_and_where_to(client_as: SignIn, session: Session) -> None:
    placed = order(session, place(client_as("karin"), HEADSET))
    assert placed.invoice_reference == "LAX-41200"
    assert placed.cost_centre == "Ansvar 41200, verksamhet 4400"
    assert placed.delivery_address == "Expeditionen, Bodarnevägen 5, 695 30 Laxå"
    assert placed.headline == "Headsetet kommer torsdag 26 november"


def test_the_receipt_thanks_again_when_reopened(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    location = submit(karin).location
    assert "Tack! Din beställning 2026-00001" in karin.get(location).text
    assert karin.get(location).text == karin.get(location).text


def test_a_verdict_and_a_price_are_frozen(client_as: SignIn, session: Session) -> None:
    """Promise 45: a later change of the range never alters an order."""
    number = place(client_as("karin"), HEADSET)
    before = lines(session, number)["headset"]
    kept = (before.name, before.unit_price, before.verdict, before.payer, before.supplier_id)
    change_item(session, HEADSET, name="Något annat", price=1, supplier_id=None)
    after = lines(session, number)["headset"]
    assert (after.name, after.unit_price, after.verdict, after.payer, after.supplier_id) == kept
    assert "Något annat" not in client_as("karin").get(f"/bestallningar/{number}").text


def test_a_changed_price_is_shown_and_must_be_accepted(client_as: SignIn, session: Session) -> None:
    """Promise 45: never silently taken."""
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    change_item(session, HEADSET, price=149000)
    page = karin.post("/kassa", form)
    assert page.status == 409
    assert "1 290\u00a0kr".replace(" ", "\u00a0") in page.html
    assert "1\u00a0490\u00a0kr" in page.html
    assert how_many(session) == 0
    accept = page.form("/varukorg/priser")
    assert karin.post("/varukorg/priser", accept).status == 303
    assert submit(karin).status == 303
    assert order(session, "2026-00001").unit_cost == 149000


def test_a_withdrawn_item_stops_the_order_by_name(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    change_item(session, HEADSET, state="withdrawn")
    page = karin.post("/kassa", form)
    assert page.status == 422
    assert "Headset" in page.soup.select_one("[data-error-summary]").get_text()
    assert page.soup.title.get_text().startswith("Fel:")
    assert how_many(session) == 0


@pytest.mark.rule("R-058")
def test_open_questions_stop_the_order_by_name(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    maria.post("/varukorg/rader", {"item": PROJECTOR, "antal": "1"})
    page = submit(maria)
    assert page.status == 422
    assert "Projektor" in page.soup.select_one("[data-error-summary]").get_text()
    assert how_many(session) == 0


def test_without_a_reference_nothing_is_ordered_that_is_invoiced(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    session.execute(sa.update(Unit).values(invoice_reference=""))
    session.commit()
    page = submit(karin)
    assert page.status == 422
    assert "fakturareferens" in page.text
    assert how_many(session) == 0


def test_without_a_cost_centre_nothing_is_ordered_that_the_unit_pays(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    session.execute(sa.update(Unit).values(cost_centre_id=None))
    session.commit()
    page = submit(karin)
    assert page.status == 422
    assert "kontering" in page.text


def test_what_it_pays_needs_no_account(client_as: SignIn, session: Session) -> None:
    anders = client_as("anders")
    fill(anders, LAPTOP)
    session.execute(sa.update(Unit).values(invoice_reference="", cost_centre_id=None))
    session.commit()
    assert submit(anders).status == 303


def test_many_submits_are_one_order_and_one_answer(client_as: SignIn, session: Session) -> None:
    """Promise 46."""
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    answers = {(page.status, page.location) for page in [karin.post("/kassa", form) for _ in range(4)]}
    assert answers == {(303, "/bestallningar/2026-00001?tack=1")}
    assert how_many(session) == 1


def test_the_same_token_with_other_content_is_refused(client_as: SignIn, session: Session) -> None:
    """Promise 46."""
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    assert karin.post("/kassa", form).status == 303
    fill(karin, PHONE)
    page = karin.post("/kassa", form | {"visat": "0" * 64})
    assert page.status == 422
    assert "redan beställd" in page.text
    assert how_many(session) == 1


@pytest.mark.parametrize("token", ["\x00", "x" * 5000, "å", "{}"])
def test_a_token_nobody_made_orders_nothing(client_as: SignIn, session: Session, token: str) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    assert submit(karin, token=token).status == 409
    assert how_many(session) == 0


def test_another_persons_token_orders_nothing(client_as: SignIn, session: Session) -> None:
    karin, maria = client_as("karin"), client_as("maria")
    fill(karin, HEADSET)
    fill(maria, PHONE)
    form = karin.get("/kassa").form("/kassa")
    assert maria.post("/kassa", form).status == 409
    assert karin.post("/kassa", form).status == 303
    assert maria.post("/kassa", form).status == 409
    assert how_many(session) == 1


def test_a_basket_changed_in_another_tab_is_not_ordered_unseen(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    fill(karin, PHONE)
    page = karin.post("/kassa", form)
    assert page.status == 409
    assert "Varukorgen har ändrats" in page.text
    assert how_many(session) == 0


def test_submits_at_the_same_time_are_one_order(app: Flask, client_as: SignIn, session: Session) -> None:
    """Promise 46 with two workers, 47: nothing is given twice."""
    browsers = [client_as("karin") for _ in range(4)]
    fill(browsers[0], HEADSET)
    form = browsers[0].get("/kassa").form("/kassa")
    found: list[tuple[int, str]] = []

    def send(browser: ShopClient) -> None:
        page = browser.post("/kassa", form)
        found.append((page.status, page.location))

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(303, "/bestallningar/2026-00001?tack=1")}
    assert how_many(session) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(OrderLine)) == 1
    assert session.scalar(sa.select(sa.func.count()).where(Letter.key.startswith("order-placed"))) == 1


def test_forged_fields_change_nothing(client_as: SignIn, session: Session) -> None:
    """Promise 24."""
    karin = client_as("karin")
    fill(karin, PHONE)
    forged = dict.fromkeys(("unit_price", "payer", "state", "orderer_id", "recipient_id", "unit_id", "vat_rate"), "1")
    assert submit(karin, **forged).status == 303
    placed, line = order(session, "2026-00001"), lines(session, "2026-00001")["mobile_phone"]
    assert (placed.orderer_name, placed.recipient_name) == ("Karin Lund", "Karin Lund")
    assert (line.payer, line.state, line.vat_rate) == ("direct", "pending_approval", 2500)
    assert line.unit_price > 100


def test_for_a_new_starter(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa?andra=mottagare").form("/kassa/uppgifter")
    assert karin.post("/kassa/uppgifter", form | {"mottagare": "ny", "namn": "Vikarie hösten"}).status == 303
    number = submit(karin).location.split("/")[-1].split("?")[0]
    placed = order(session, number)
    assert (placed.recipient_id, placed.recipient_name) == (None, "Vikarie hösten")


def test_for_a_colleague_outside_the_unit_is_refused_and_keeps_what_was_typed(
    client_as: SignIn, people: People
) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    page = karin.post(
        "/kassa/uppgifter", {"del": "mottagare", "mottagare": "kollega", "kollega": str(people["maria"].id)}
    )
    assert page.status == 422
    assert page.soup.select_one("input[value=kollega][checked]")
    assert "kollega på er enhet" in page.text


def test_a_new_starter_needs_a_name(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    page = karin.post("/kassa/uppgifter", {"del": "mottagare", "mottagare": "ny", "namn": " "})
    assert page.status == 422
    assert "Skriv namnet" in page.text


@pytest.mark.parametrize("day", ["i morgon", "2026-11-22", "2026-02-30"])
def test_a_day_that_cannot_be_is_said_and_the_note_is_kept(client_as: SignIn, day: str) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa?andra=leverans").form("/kassa/uppgifter")
    page = karin.post("/kassa/uppgifter", form | {"behovs": day, "anteckning": "Ställ den i hallen"})
    assert page.status == 422
    assert page.field("behovs") == day
    assert "Ställ den i hallen" in page.html
    assert "Ställ den i hallen" not in karin.get("/kassa").text


def test_details_come_along_to_the_order(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa?andra=leverans").form("/kassa/uppgifter")
    karin.post("/kassa/uppgifter", form | {"behovs": "2026-12-01", "anteckning": "Ställ den i hallen"})
    placed = order(session, submit(karin).location.split("/")[-1].split("?")[0])
    assert str(placed.needed_by) == "2026-12-01"
    assert placed.note == "Ställ den i hallen"


def test_the_account_must_be_the_organisations_own(client_as: SignIn, session: Session) -> None:
    foreign = session.scalar(sa.select(Unit.cost_centre_id).where(Unit.invoice_reference == "HAL-31200"))
    session.rollback()
    karin = client_as("karin")
    fill(karin, HEADSET)
    page = karin.post("/kassa/uppgifter", {"del": "kontering", "kontering": str(foreign)})
    assert page.status == 422
    assert "kontering" in page.text


def test_who_may_not_order_is_stopped_at_the_door(client_as: SignIn) -> None:
    assert client_as("rut").post("/kassa", {"token": "x"}).status == 403


def test_splitting_does_not_evade_the_limit(client_as: SignIn, session: Session) -> None:
    """Promise 23: what was ordered lately counts."""
    karin = client_as("karin")
    seen = [lines(session, place(karin, HEADSET, quantity=2))["headset"].state for _ in range(3)]
    assert seen[0] == "released"
    assert seen[-1] == "pending_approval"


def test_a_lost_script_is_slowed_down(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "MOST_A_MINUTE", 1)
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    assert karin.post("/kassa", form).status == 303
    page = karin.post("/kassa", form)
    assert page.status == 429
    assert "Retry-After" in page.answer.headers


def test_after_placing_the_basket_begins_anew(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    first = karin.get("/kassa").field("token")
    submit(karin)
    assert session.scalar(sa.select(sa.func.count()).select_from(BasketLine)) == 0
    fill(karin, HEADSET)
    assert karin.get("/kassa").field("token") != first


def test_nobody_to_ask_waits_alerts_and_is_said(client_as: SignIn, session: Session) -> None:
    """Promise 19: no chef is never a yes."""
    session.execute(sa.update(Unit).values(manager_id=None))
    session.commit()
    number = place(client_as("karin"), PHONE)
    assert lines(session, number)["mobile_phone"].state == "pending_approval"
    assert session.scalar(sa.select(sa.func.count()).where(Letter.key.startswith("approval-nobody"))) == 1
    assert "ingen chef hittades" in client_as("karin").get(f"/bestallningar/{number}").h1


def test_placing_costs_few_statements(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]]
) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET)
    form = karin.get("/kassa").form("/kassa")
    seen = count_queries()
    assert karin.post("/kassa", form).status == 303
    assert len(seen) <= 18, "\n".join(seen)


@pytest.mark.parametrize("path", ["/kassa", *(f"/kassa?andra={part}" for part in checkout.PARTS)])
def test_the_page_asks_few_questions(client_as: SignIn, count_queries: Callable[[], list[str]], path: str) -> None:
    karin = client_as("karin")
    fill(karin, HEADSET, PHONE, LAPTOP)
    karin.get(path)
    seen = count_queries()
    karin.get(path)
    assert len(seen) <= 6, "\n".join(seen)


def test_the_chain_holds_after_placing(client_as: SignIn, session: Session, clock: Clock) -> None:
    place(client_as("karin"), HEADSET, PHONE, LAPTOP)
    assert list(history.verify(session)) == []
