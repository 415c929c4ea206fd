"""A ware goes back to its supplier: within the terms, with a letter, and the credit is listed until it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.identity.models import Person
from app.orders.models import OrderLine
from app.outbox import Letter
from app.ware_returns.models import WareReturn
from tests.app.delivery.making import ordered
from tests.client import Page, ShopClient
from tests.databases import MOMENT, Clock

SignIn = Callable[[str], ShopClient]
NUMBER = "R2026-00001"


@pytest.fixture
def karin(client_as: SignIn, session: Session, app: Flask) -> ShopClient:
    """Karin, whose three headsets came today."""
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "headset", supplier_id=partner, quantity=3)
    worker.run(app, once=True)
    client_as("petra").post("/partner/bestallningar/P2026-00001", {"atgard": "levererad"})
    return client_as("karin")


def asked(browser: ShopClient, session: Session, **fields: str) -> Page:
    """Fill in the form as it stands and send it."""
    session.rollback()
    address = f"/bestallningar/2026-00001/rader/{session.scalars(sa.select(OrderLine.id)).one()}/returnera"
    return browser.post(address, browser.get(address).form(address) | {"skal": "wrong"} | fields)


def row(session: Session) -> WareReturn:
    session.rollback()
    return session.scalars(sa.select(WareReturn).order_by(WareReturn.id)).one()


def mails(session: Session) -> list[str]:
    session.rollback()
    letters = session.scalars(sa.select(Letter.payload).where(Letter.kind == "mail").order_by(Letter.id))
    return [letter["template"] for letter in letters if letter["template"].startswith("ware_return")]


def test_from_asking_to_credit(karin: ShopClient, client_as: SignIn, session: Session) -> None:
    petra, elin = client_as("petra"), client_as("elin")
    assert "Lämna tillbaka" in karin.get("/bestallningar/2026-00001").text
    page = asked(karin, session, antal="2", meddelande="Vi beställde trådlösa")
    assert page.location == f"/returer/{NUMBER}"
    made = row(session)
    price = session.scalars(sa.select(OrderLine.unit_price)).one()
    assert (made.state, made.quantity, made.expected) == ("requested", 2, 2 * price)
    assert mails(session) == ["ware_return"]
    assert NUMBER in elin.get("/it/returer").text
    karin.post(f"/returer/{NUMBER}", {"atgard": "skickad", "kolli": "K-7"})
    assert "K-7" in petra.get(f"/partner/returer/{NUMBER}").text
    petra.post(f"/partner/returer/{NUMBER}", {"atgard": "framme"})
    form = {"kreditnota": "KN-12", "belopp": "1000"}
    assert elin.post(f"/it/returer/{NUMBER}", {"kreditnota": "KN-12"}).status == 422
    assert [elin.post(f"/it/returer/{NUMBER}", form).status for _ in range(2)] == [303, 303]
    made = row(session)
    assert (made.state, made.credited, made.credit_note) == ("credited", 100_000, "KN-12")
    assert NUMBER not in elin.get("/it/returer").text
    assert NUMBER in elin.get("/it/returer?visa=alla").text
    assert mails(session) == ["ware_return", "ware_return_news"]
    told = [entry.event for entry in history.of(session, "ware_return", made.id)]
    assert told == [f"ware_return.{state}" for state in ("credited", "received", "handed_in", "requested")]
    assert list(history.verify(session)) == []


def test_the_same_form_asks_once_and_never_for_more_than_was_delivered(karin: ShopClient, session: Session) -> None:
    for _ in range(2):
        assert asked(karin, session, antal="2", nyckel="one").status == 303
    assert row(session).quantity == 2
    refused = asked(karin, session, antal="2", nyckel="two")
    assert refused.status == 422
    assert "från 1 till 1" in refused.text
    karin.post(f"/returer/{NUMBER}", {"atgard": "avbryt"})
    assert asked(karin, session, antal="3", nyckel="three").status == 303


@pytest.mark.parametrize(
    ("days", "reason", "status"), [(14, "unwanted", 303), (15, "unwanted", 422), (30, "wrong", 303), (31, "wrong", 422)]
)
def test_the_terms_have_a_last_day(karin: ShopClient, session: Session, days: int, reason: str, status: int) -> None:
    session.rollback()
    line = session.scalars(sa.select(OrderLine)).one()
    line.delivered_at = MOMENT - dt.timedelta(days=days)
    address = f"/bestallningar/2026-00001/rader/{line.id}/returnera"
    session.commit()
    answer = karin.post(address, {"antal": "1", "skal": reason, "nyckel": "k"})
    assert answer.status == status


def test_a_suppliers_own_terms_and_fee_hold(karin: ShopClient, client_as: SignIn, session: Session) -> None:
    session.rollback()
    supplier, price = session.execute(sa.select(OrderLine.supplier_id, OrderLine.unit_price)).one()
    omar = client_as("omar")
    assert omar.post(f"/redigera/returvillkor/{supplier}", {"fel": "400", "oonskad": "5"}).status == 422
    omar.post(
        f"/redigera/returvillkor/{supplier}", {"fel": "60", "oonskad": "5", "avdrag": "20", "adress": "Lagervägen 1"}
    )
    asked(karin, session, antal="1", skal="unwanted")
    made = row(session)
    assert (made.expected, made.address) == (price - price // 5, "Lagervägen 1")
    assert "Lagervägen 1" in karin.get(f"/returer/{NUMBER}").text


def test_the_supplier_refuses_with_a_reason(karin: ShopClient, client_as: SignIn, session: Session) -> None:
    petra = client_as("petra")
    asked(karin, session, antal="1")
    assert petra.post(f"/partner/returer/{NUMBER}", {"atgard": "framme"}).status == 409
    karin.post(f"/returer/{NUMBER}", {"atgard": "skickad"})
    petra.post(f"/partner/returer/{NUMBER}", {"atgard": "framme"})
    assert petra.post(f"/partner/returer/{NUMBER}", {"atgard": "avvisa"}).status == 422
    petra.post(f"/partner/returer/{NUMBER}", {"atgard": "avvisa", "varfor": "Förpackningen är bruten"})
    assert row(session).state == "refused"
    assert "Förpackningen är bruten" in karin.get(f"/returer/{NUMBER}").text


def test_who_forgets_is_reminded_once(karin: ShopClient, session: Session, app: Flask, clock: Clock) -> None:
    asked(karin, session, antal="1")
    clock.forward(days=14)
    worker.run(app, once=True)
    assert row(session).state == "requested"
    clock.forward(days=1)
    for _ in range(2):
        worker.run(app, once=True)
    assert row(session).state == "overdue"
    assert mails(session) == ["ware_return", "ware_return_news"]
    ShopClient(app, "karin").post(f"/returer/{NUMBER}", {"atgard": "skickad"})
    assert row(session).state == "handed_in"


def test_a_phone_goes_to_it_and_not_to_the_supplier(karin: ShopClient, session: Session) -> None:
    [phone] = ordered(session, "karin", "mobile_phone", number="2026-00002", state="delivered", delivered_at=MOMENT)
    address = f"/bestallningar/2026-00002/rader/{phone.id}/returnera"
    assert "lämnas in till IT" in karin.get(address).text
    assert karin.post(address, {"antal": "1", "skal": "wrong", "nyckel": "k"}).status == 422
