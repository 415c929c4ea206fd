"""What a unit has bought and what else it bears in a year: orders, approved exceptions, extra costs (R-038)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.av.models import AvPurchase
from app.exceptions.models import ExceptionRequest, ExtraCost, Finding
from app.identity.queries import Visitor, within
from app.orders.models import Order
from app.words.formats import STOCKHOLM
from catalogue.terms import Role

MOST = 100
READERS = frozenset({Role.FINANCE, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Row:
    """One cost: when, what, of which unit, its number and address; öre excluding VAT."""

    on: dt.date
    what: str
    unit: str
    number: str
    address: str
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """The costs of one sort: all of the year together, and the latest of them."""

    key: str
    total: int
    rows: list[Row]


def costs(session: Session, me: Visitor, year: int) -> list[Part]:
    """The costs of the units in reach in a year, by sort. Four questions; a sort without costs has no rows."""
    begins, ends = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return [part(session, me, begins, ends) for part in (_orders, _exceptions, _av, _extra)]


def _reach(me: Visitor, table: type[Order | ExceptionRequest | ExtraCost | AvPurchase]) -> sa.ColumnElement[bool]:
    """The units somebody leads; for economist and auditor those in reach."""
    led = table.unit_id.in_(me.led_units)
    if me.roles.isdisjoint(READERS):
        return led
    return sa.or_(led, within(me, READERS, organisation=table.organisation_id, unit=table.unit_id))


def _orders(session: Session, me: Visitor, begins: dt.date, ends: dt.date) -> Part:
    first = dt.datetime.combine(begins, dt.time(), STOCKHOLM)
    last = dt.datetime.combine(ends + dt.timedelta(days=1), dt.time(), STOCKHOLM)
    total = sa.func.sum(Order.unit_cost).over()
    question = (
        sa.select(Order.placed_at, Order.contents, Order.unit_name, Order.number, Order.unit_cost, total)
        .where(_reach(me, Order), Order.placed_at >= first, Order.placed_at < last, Order.unit_cost > 0)
        .order_by(Order.id.desc())
        .limit(MOST)
    )
    found = session.execute(question).all()
    rows = [Row(r[0].astimezone(STOCKHOLM).date(), r[1], r[2], r[3], f"/bestallningar/{r[3]}", r[4]) for r in found]
    return Part("orders", int(found[0][5]) if found else 0, rows)


def _exceptions(session: Session, me: Visitor, begins: dt.date, ends: dt.date) -> Part:
    asked = ExceptionRequest
    cost = asked.purchase_price * asked.quantity
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(asked.purchased_on, asked.what, asked.unit_name, asked.number, cost, sa.func.sum(cost).over())
        .where(_reach(me, asked), asked.purchased_on.between(begins, ends))
        .order_by(asked.purchased_on.desc(), asked.id.desc())
        .limit(MOST)
    )
    found = session.execute(question).all()
    rows = [Row(r[0], r[1], r[2], r[3], f"/begar/utanfor-sortimentet/{r[3]}", r[4]) for r in found]
    return Part("exceptions", int(found[0][5]) if found else 0, rows)


def _av(session: Session, me: Visitor, begins: dt.date, ends: dt.date) -> Part:
    bought = AvPurchase
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            bought.bought_on, bought.what, bought.unit_name, bought.number, bought.paid,
            sa.func.sum(bought.paid).over(),
        )
        .where(_reach(me, bought), bought.bought_on.between(begins, ends))
        .order_by(bought.bought_on.desc(), bought.id.desc())
        .limit(MOST)
    )  # fmt: skip
    found = session.execute(question).all()
    rows = [Row(r[0], r[1], r[2], r[3], f"/av/kop/{r[3]}", r[4]) for r in found]
    return Part("av", int(found[0][5]) if found else 0, rows)


def _extra(session: Session, me: Visitor, begins: dt.date, ends: dt.date) -> Part:
    question = (
        sa.select(
            ExtraCost.spent_on, ExtraCost.text, Finding.what, Finding.unit_name, Finding.number, ExtraCost.amount,
            sa.func.sum(ExtraCost.amount).over(),
        )
        .join(Finding, Finding.id == ExtraCost.finding_id)
        .where(_reach(me, ExtraCost), ExtraCost.spent_on.between(begins, ends))
        .order_by(ExtraCost.spent_on.desc(), ExtraCost.id.desc())
        .limit(MOST)
    )  # fmt: skip
    found = session.execute(question).all()
    rows = [Row(r[0], f"{r[1]} ({r[2]})", r[3], r[4], f"/avvikelser/{r[4]}", r[5]) for r in found]
    return Part("extra", int(found[0][6]) if found else 0, rows)
