"""What is particular about lines with licences: nobody gets the same twice, and a larger one says what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product, edition
from app.licences.actions import check_orderable
from app.licences.queries import change_for
from app.licences.queries.held import ELEVATED
from app.orders.models import LineState, Order, OrderLine
from app.orders.queries.progress import ENDED
from app.refusal import Refused

OVER = (*ENDED, LineState.DELIVERED, LineState.CLOSED)


def prepare(session: Session, order: Order, lines: Sequence[OrderLine], *, items: Sequence[Product]) -> None:
    """Look at the personal licences of an order that is being placed, and freeze what each larger one replaces.

    Raises Refused for somebody who is not known here, or who has the licence or waits for it already; and for two
    elevated licences at once, since a person has one (R-078).
    """
    personal = [(line, item) for line, item in zip(lines, items, strict=True) if _is_personal(item)]
    if sum(item.kind == ELEVATED for _, item in personal) > 1:
        raise Refused("licences.refused.one_elevated")
    for line, item in personal:
        check_orderable(session, item.id, item.name, recipient_id=order.recipient_id)
        if order.recipient_id is not None and _waits(session, order.recipient_id, item):
            raise Refused("licences.refused.waits", name=item.name)
        compare(session, order, line, item)


def compare(session: Session, order: Order, line: OrderLine, item: Product) -> None:
    """Freeze on a line what a larger licence takes the place of; nothing for any other item."""
    is_larger = item.kind == ELEVATED and order.recipient_id is not None
    line.replaces = asdict(change_for(session, order.recipient_id or 0, item)) if is_larger else {}


def _is_personal(item: Product) -> bool:
    return edition().kinds[item.kind].holder == "person"


def _waits(session: Session, recipient_id: int, item: Product) -> bool:
    """Whether somebody waits for the same already, or for any elevated one: the chef compares with what will be."""
    same = OrderLine.kind == ELEVATED if item.kind == ELEVATED else OrderLine.item_id == item.id
    question = (
        sa.select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.recipient_id == recipient_id, same, OrderLine.state.not_in(OVER))
    )
    return session.scalar(question.limit(1)) is not None
