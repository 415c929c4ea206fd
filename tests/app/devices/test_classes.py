"""Devices for whole school classes: one order, a line for each class, delivered class by class (R-162)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices import actions
from app.devices.models import ClassPlace, Device
from app.orders.models import Order, OrderLine
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]


def form_of(browser: ShopClient, **changed: str) -> dict[str, str]:
    page = browser.get("/skola/bestall")
    first = str(page.soup.select("input[name=val]")[0]["value"])
    return page.form("/skola/bestall") | {"val": first} | changed


@pytest.mark.rule("R-162")
@pytest.mark.rule("R-043")
def test_two_classes_are_one_order_without_charge_and_come_class_by_class(client_as: SignIn, session: Session) -> None:
    simon = client_as("simon")
    sent = form_of(simon, klasser="7A 24\n7B: Alva, Bo, Cilla")
    page = simon.follow(simon.post("/skola/bestall", sent))
    assert "27 enheter är beställda" in page.text
    assert simon.post("/skola/bestall", sent).location == simon.post("/skola/bestall", sent).location
    session.rollback()
    order = session.scalars(sa.select(Order)).one()
    lines = session.scalars(sa.select(OrderLine).order_by(OrderLine.position)).all()
    assert [(line.quantity, line.note, line.unit_cost, line.payer) for line in lines] == [
        (24, "Klass 7A", 0, "invest"), (3, "Klass 7B", 0, "invest"),
    ]  # fmt: skip
    assert (order.unit_name, order.unit_cost) == ("Sjöängsskolan", 0)
    assert {line.state for line in lines} == {"pending_approval"}
    session.rollback()
    begin_write(session)
    numbers = [actions.Numbers(f"5CGELEV{number:03d}") for number in range(3)]
    line, of = session.get_one(OrderLine, lines[1].id), session.get_one(Order, order.id)
    actions.register(session, line, of, numbers[:2], at=MOMENT)
    actions.register(session, line, of, numbers[2:], at=MOMENT)
    session.commit()
    assert [(each.holder_name, each.holder_id, each.room) for each in session.scalars(sa.select(Device))] == [
        ("Alva", None, "7B"), ("Bo", None, "7B"), ("Cilla", None, "7B"),
    ]  # fmt: skip
    seats = session.scalars(sa.select(ClassPlace).where(ClassPlace.device_id.is_not(None))).all()
    assert len(seats) == 3
    assert {seat.pupil for seat in seats} == {""}  # the register alone says whose they are now


def test_what_cannot_be_read_is_told_and_nothing_is_ordered(client_as: SignIn, session: Session) -> None:
    simon = client_as("simon")
    page = simon.post("/skola/bestall", form_of(simon, klasser="7A 24\nsjuan"))
    assert page.status == 422
    assert "Rad 2: ”sjuan” går inte att läsa" in page.text
    assert page.field("klasser").split() == ["7A", "24", "sjuan"]
    missing = simon.post("/skola/bestall", form_of(simon, klasser="7A 24") | {"val": "finns-inte"})
    assert missing.status == 422
    assert session.scalars(sa.select(Order)).all() == []


def test_others_do_not_order_for_pupils(client_as: SignIn) -> None:
    for person in ("karin", "anders", "omar"):
        client_as(person).get("/skola/bestall", status=403)


def test_only_schools_within_reach_may_be_chosen(client_as: SignIn, session: Session) -> None:
    simon = client_as("simon")
    elsewhere = session.execute(sa.text("SELECT id FROM unit WHERE name = 'Stenebergsskolan'")).scalar_one()
    page = simon.get(f"/skola/bestall?skola={elsewhere}")
    assert "Stenebergsskolan" not in page.text
    assert simon.post("/skola/bestall", form_of(simon, klasser="7A 2", skola=str(elsewhere))).status == 422
