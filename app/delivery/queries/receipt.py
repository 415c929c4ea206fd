"""The one line of an order that its recipient or orderer may confirm."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.orders.models import Order, OrderLine
from app.refusal import Missing


def my_line(session: Session, me: Visitor, number: str, line_id: int) -> int:
    """The id of a line of an order that I placed or that is for me; raises Missing for any other."""
    mine = sa.or_(Order.recipient_id == me.id, Order.orderer_id == me.id)
    question = (
        sa.select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == number, OrderLine.id == line_id, mine)
    )
    found = session.scalar(question)
    if found is None:
        raise Missing
    return found
