"""Rows are held in one order everywhere, so that two hands never wait for each other.

Lines first, then their partner orders, then their orders; after that number series, and the end of the history last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.orders.actions import hold_orders
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Missing

ON_THE_WAY = (LineState.SOURCED, LineState.BACKORDERED)
Of = tuple[OrderLine, Order]


def hold(session: Session, line_id: int) -> Of:
    """A line with its order, held until commit; raises Missing."""
    found = hold_all(session, [line_id])
    if not found:
        raise Missing
    return found[0]


def hold_all(session: Session, line_ids: Collection[int]) -> list[Of]:
    """Lines with their orders, held until commit together with their partner orders; unknown ids are left out."""
    question = (
        sa.select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(line_ids))
        .order_by(OrderLine.id)
        .with_for_update(of=OrderLine)
    )
    found = [(row[0], row[1]) for row in session.execute(question)]
    hold_with(session, found)
    return found


def hold_with(session: Session, lines: Sequence[Of]) -> None:
    """Hold the partner orders and orders of lines that are held already."""
    outside = sa.select(PartnerOrderLine.partner_order_id).where(
        PartnerOrderLine.line_id.in_([line.id for line, _ in lines])
    )
    session.execute(
        sa.select(PartnerOrder.id).where(PartnerOrder.id.in_(outside)).order_by(PartnerOrder.id).with_for_update()
    )
    hold_orders(session, {order.id for _, order in lines})


def settle(session: Session, line: OrderLine) -> None:
    """Mark the partner order of an arrived line as received when nothing else of it is on the way."""
    living = PartnerOrderLine.ended_at.is_(None)
    mine = (
        sa.select(PartnerOrderLine.partner_order_id)
        .where(PartnerOrderLine.line_id == line.id, living)
        .scalar_subquery()
    )
    others = (
        sa.select(PartnerOrderLine.id)
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .where(PartnerOrderLine.partner_order_id == mine, living, OrderLine.id != line.id)
        .where(OrderLine.state.in_(ON_THE_WAY))
    )
    session.execute(
        sa.update(PartnerOrder)
        .where(PartnerOrder.id == mine, ~others.exists())
        .values(state="received")
        .execution_options(synchronize_session=False)
    )
