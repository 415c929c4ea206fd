"""The partner's pages: only its own orders; a day, on its way, delivered; the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.assortment.models import Supplier
from app.delivery.models import PartnerOrder
from app.identity.models import Person
from app.orders.models import Order, OrderLine
from tests.app.delivery.making import ordered
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
ADDRESS = "/partner/bestallningar/P2026-00001"


@pytest.fixture
def petra(client_as: SignIn, session: Session, app: Flask) -> ShopClient:
    """Petra of the IT partner, with one order of a headset and a phone to her company."""
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    ordered(session, "karin", "headset", "mobile_phone", supplier_id=partner)
    worker.run(app, once=True)
    return client_as("petra")


def state(session: Session) -> str:
    session.rollback()
    return session.scalars(sa.select(PartnerOrder.state)).one()


def test_the_partner_sees_its_orders(petra: ShopClient) -> None:
    assert "P2026-00001" in petra.get("/partner/bestallningar").text
    page = petra.get(ADDRESS)
    assert "LAX-41200" in page.text
    assert "Karin Lund" in page.text


def test_a_promised_day_is_on_the_order_at_once(petra: ShopClient, session: Session) -> None:
    assert petra.post(ADDRESS, {"atgard": "bekrafta", "leveransdag": "2026-12-03"}).status == 303
    assert state(session) == "confirmed"
    assert set(session.scalars(sa.select(OrderLine.expected_on))) == {dt.date(2026, 12, 3)}
    headline = session.scalar(sa.select(Order.headline))
    assert "3 december" in str(headline)
    assert petra.post(ADDRESS, {"atgard": "bekrafta", "leveransdag": "2026-12-04"}).status == 303


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Ange leveransdagen"),
        ("2026-11-22", "från i dag"),
        ("2028-01-01", "högst ett år"),
        ("i morgon", "år-månad-dag"),
        ("2026-13-40", "år-månad-dag"),
    ],
)
def test_a_day_that_cannot_be_is_said_and_kept(petra: ShopClient, session: Session, day: str, said: str) -> None:
    page = petra.post(ADDRESS, {"atgard": "bekrafta", "leveransdag": day})
    assert page.status == 422
    assert said in page.text
    assert page.field("leveransdag") == day
    assert state(session) == "sent"


def test_shipped_and_then_no_new_day(petra: ShopClient, session: Session) -> None:
    for _ in range(2):
        assert petra.post(ADDRESS, {"atgard": "skickad"}).status == 303
    assert state(session) == "shipped"
    assert petra.post(ADDRESS, {"atgard": "bekrafta", "leveransdag": "2026-12-03"}).status == 409
    events = [entry.event for entry in history.of(session, "partner_order", 1)]
    assert events.count("partner_order.shipped") == 1


@pytest.mark.rule("R-164")
def test_the_partner_delivers_the_headset_but_never_the_phone(petra: ShopClient, session: Session) -> None:
    page = petra.follow(petra.post(ADDRESS, {"atgard": "levererad"}))
    assert "1 rader" in page.text
    session.rollback()
    states = {row.kind: row.state for row in session.execute(sa.select(OrderLine.kind, OrderLine.state))}
    assert states == {"headset": "delivered", "mobile_phone": "sourced"}
    assert list(history.verify(session)) == []


def test_an_unknown_word_is_refused(petra: ShopClient, session: Session) -> None:
    assert petra.post(ADDRESS, {"atgard": "radera"}).status == 422
    assert state(session) == "sent"


def test_the_document_is_downloaded(petra: ShopClient) -> None:
    answer = petra.get(f"{ADDRESS}/pdf").answer
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "P2026-00001.pdf" in answer.headers["Content-Disposition"]


def test_another_companys_order_looks_like_an_unknown_one(petra: ShopClient, session: Session) -> None:
    other = session.scalars(
        sa.select(Supplier.id).where(Supplier.id != sa.select(PartnerOrder.supplier_id).scalar_subquery()).limit(1)
    ).one()
    session.rollback()
    session.execute(sa.update(PartnerOrder).values(supplier_id=other))
    session.commit()
    for path in (ADDRESS, f"{ADDRESS}/pdf"):
        foreign = petra.get(path, status=404)
        unknown = petra.get(path.replace("00001", "09999"), status=404)
        assert foreign.text == unknown.text
    assert petra.post(ADDRESS, {"atgard": "skickad"}).status == 404
    assert "P2026-00001" not in petra.get("/partner/bestallningar?visa=alla").text


def test_what_is_sent_leaves_what_is_to_be_done_and_is_found_by_number(petra: ShopClient) -> None:
    def shown(asked: str) -> bool:
        return "P2026-00001" in petra.get(f"/partner/bestallningar{asked}").text

    assert (shown(""), shown("?visa=skickade"), shown("?visa=alla")) == (True, False, True)
    assert "beställning att bekräfta eller skicka" in petra.get("/").text
    assert petra.post(ADDRESS, {"atgard": "skickad"}).status == 303
    assert (shown(""), shown("?visa=skickade"), shown("?visa=alla&q=2026-00001")) == (False, True, True)
    assert "Inget väntar på dig" in petra.get("/").text
    assert not shown("?visa=alla&q=09999")


@pytest.mark.parametrize("person", ["karin", "omar", "elin", "rut"])
def test_nobody_else_comes_in(petra: ShopClient, client_as: SignIn, session: Session, person: str) -> None:
    browser = client_as(person)
    for path in ("/partner/bestallningar", ADDRESS, f"{ADDRESS}/pdf"):
        browser.get(path, status=403)
    assert browser.post(ADDRESS, {"atgard": "skickad"}).status == 403
    assert state(session) == "sent"


def test_the_partner_comes_nowhere_else(petra: ShopClient) -> None:
    for path in ("/it/koer", "/it/leveranser", "/it/enheter", "/enheter", "/bestallningar"):
        petra.get(path, status=403)


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_asks_little_however_long(
    client_as: SignIn, session: Session, app: Flask, count_queries: Callable[[], list[str]], rows: int
) -> None:
    partner = session.scalars(sa.select(Person.supplier_id).where(Person.subject == "petra")).one()
    for number in range(rows):
        ordered(session, "karin", "headset", number=f"2026-{number:05d}", supplier_id=partner)
    worker.run(app, once=True)
    petra = client_as("petra")
    for path in ("/partner/bestallningar", ADDRESS):
        seen = count_queries()
        petra.get(path)
        assert len(seen) <= 6, seen
