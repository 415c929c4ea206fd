"""What waits to be received, and where it is on its way from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.delivery.queries.partner import living
from app.delivery.queries.worklist import REGISTERS
from app.identity.models import Organisation
from app.orders.models import LineState, Order, OrderLine

PAGE = 50
ON_THE_WAY = (LineState.SOURCED, LineState.BACKORDERED)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A line on its way; `partner_order` is empty for what IT took from stock."""

    id: int
    state: str
    name: str
    article: str
    quantity: int
    received: int
    expected_on: dt.date | None
    registers: bool
    order_number: str
    recipient: str
    unit: str
    organisation: str
    partner_order: str | None


def awaited(session: Session, text: str = "", after: int = 0) -> tuple[list[Awaited], int]:
    """Lines to receive, oldest first, by order, partner order, article, name or recipient; and where to go on."""
    question = (
        sa.select(
            OrderLine.id, OrderLine.state, OrderLine.name, OrderLine.article, OrderLine.quantity,
            OrderLine.received_quantity, OrderLine.expected_on, REGISTERS, Order.number, Order.recipient_name,
            Order.unit_name, Organisation.short_name, PartnerOrder.number,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == OrderLine.organisation_id)
        .outerjoin(PartnerOrderLine, living(OrderLine.id))
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
        .where(OrderLine.state.in_(ON_THE_WAY), OrderLine.id > after)
        .order_by(OrderLine.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    if text:
        question = question.where(_fits(text))
    rows = [Awaited(*tuple(row)) for row in session.execute(question)]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def _fits(text: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        Order.number.startswith(text, autoescape=True),
        PartnerOrder.number == text.upper(),
        OrderLine.article.icontains(text, autoescape=True),
        OrderLine.name.icontains(text, autoescape=True),
        *(Order.recipient_name.icontains(word, autoescape=True) for word in {text, text.title()}),
    )
