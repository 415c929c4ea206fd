"""Partner orders as the partner sees them: only those to its own company."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Missing

PAGE = 30
# What a partner has to do, and what it has sent that is not here yet.
SHOWN = {"": ("created", "sent", "confirmed"), "skickade": ("shipped",)}
ON_THE_WAY = (LineState.SOURCED, LineState.BACKORDERED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the partner's list; `net` is öre excluding VAT."""

    id: int
    number: str
    organisation: str
    state: str
    created_at: dt.datetime
    line_count: int
    net: int
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A line of a partner order, with where it stands now."""

    row: PartnerOrderLine
    state: str
    expected_on: dt.date | None
    received: int
    name: str


def partner_orders(
    session: Session, me: Visitor, *, shows: str = "alla", text: str = "", before: int = 0
) -> tuple[list[Listed], int]:
    """My company's partner orders, newest first, and the id to go on before (0 on the last page)."""
    due = (
        sa.select(sa.func.min(OrderLine.expected_on))
        .join(PartnerOrderLine, PartnerOrderLine.line_id == OrderLine.id)
        .where(PartnerOrderLine.partner_order_id == PartnerOrder.id, PartnerOrderLine.ended_at.is_(None))
        .where(OrderLine.state.in_(ON_THE_WAY))
    )
    question = sa.select(
        PartnerOrder.id, PartnerOrder.number, PartnerOrder.organisation_name, PartnerOrder.state,
        PartnerOrder.created_at, PartnerOrder.line_count, PartnerOrder.net, due.scalar_subquery(),
    ).where(PartnerOrder.supplier_id == me.supplier_id)  # fmt: skip
    if shows in SHOWN:
        question = question.where(PartnerOrder.state.in_(SHOWN[shows]))
    if text:
        number, name = PartnerOrder.number.icontains(text, autoescape=True), PartnerOrder.organisation_name
        question = question.where(sa.or_(number, name.icontains(text, autoescape=True)))
    if before:
        question = question.where(PartnerOrder.id < before)
    found = session.execute(question.order_by(PartnerOrder.id.desc()).limit(PAGE + 1))
    rows = [Listed(*row) for row in found]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def partner_order(session: Session, me: Visitor, number: str, *, hold: bool = False) -> PartnerOrder:
    """A partner order to my company; raises Missing for any other."""
    question = sa.select(PartnerOrder).where(PartnerOrder.number == number, PartnerOrder.supplier_id == me.supplier_id)
    found = session.scalar(question.with_for_update() if hold else question)
    if found is None:
        raise Missing
    return found


def any_partner_order(session: Session, number: str, *, hold: bool = False) -> PartnerOrder:
    """A partner order to whatever company, as IT sees it; raises Missing."""
    question = sa.select(PartnerOrder).where(PartnerOrder.number == number)
    found = session.scalar(question.with_for_update() if hold else question)
    if found is None:
        raise Missing
    return found


def partner_lines(session: Session, partner_order_id: int) -> list[PartnerLine]:
    """The lines of a partner order."""
    question = (
        sa.select(PartnerOrderLine, OrderLine.state, OrderLine.expected_on, OrderLine.received_quantity, OrderLine.name)
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .where(PartnerOrderLine.partner_order_id == partner_order_id)
        .order_by(PartnerOrderLine.position)
    )
    return [PartnerLine(*row) for row in session.execute(question)]


def lines_on_the_way(session: Session, partner_order_id: int) -> list[tuple[OrderLine, Order]]:
    """The lines of a partner order that have not arrived, with their orders, held until commit."""
    question = (
        sa.select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .join(PartnerOrderLine, PartnerOrderLine.line_id == OrderLine.id)
        .where(PartnerOrderLine.partner_order_id == partner_order_id, PartnerOrderLine.ended_at.is_(None))
        .where(OrderLine.state.in_(ON_THE_WAY))
        .order_by(OrderLine.id)
        .with_for_update(of=OrderLine)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def living(line_id: sa.ColumnElement[int] | Any) -> sa.ColumnElement[bool]:
    """The one row of a line on a partner order that has not been replaced."""
    return sa.and_(PartnerOrderLine.line_id == line_id, PartnerOrderLine.ended_at.is_(None))


def supplier_of(session: Session, supplier_id: int) -> Supplier:
    """A supplier."""
    return session.get_one(Supplier, supplier_id)
