"""What waits for somebody among orders, for the start page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.identity.queries import Visitor
from app.orders.models import LineOffer, LineState, Order, OrderLine, Suggestion


def waiting(me: Visitor) -> list[sa.Select[*tuple[Any, ...]]]:
    """What I may fetch, and what I am offered instead of what I ordered: rows of what, how many, and an order."""
    theirs = sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id)
    newest = sa.func.max(Order.number)
    ready = sa.select(sa.literal("fetch"), sa.func.count(OrderLine.id), newest)
    offered = sa.select(sa.literal("offer"), sa.func.count(LineOffer.id), newest)
    put_forward = sa.select(sa.literal("suggestion"), sa.func.count(Suggestion.id), newest)
    return [
        ready.join_from(OrderLine, Order, Order.id == OrderLine.order_id).where(
            theirs, OrderLine.state == LineState.READY
        ),
        offered.join_from(LineOffer, Order, Order.id == LineOffer.order_id).where(
            Order.orderer_id == me.id, LineOffer.state == "open"
        ),
        put_forward.join_from(Suggestion, Order, Order.id == Suggestion.order_id).where(
            Order.orderer_id == me.id, Suggestion.state == "open"
        ),
    ]
