"""Orders whose day has passed: what lists say of them is brought up to date, so that no past day is promised."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from app.orders.actions.moves import refresh
from app.orders.models import LineState, Order, OrderLine
from app.orders.queries.progress import headline
from app.words.formats import today_of

S = LineState
ON_THE_WAY = (S.RELEASED, S.SOURCED, S.BACKORDERED, S.INSTALLING)
# How far back is looked: what is later than this was said long ago.
LATELY = dt.timedelta(days=60)
MOST = 200


def stale(session: Session, *, now: dt.datetime) -> list[int]:
    """Orders that still tell a day that has passed as one to come, by id; at most `MOST`."""
    today = today_of(now)
    late = sa.select(OrderLine.order_id).where(
        OrderLine.state.in_(ON_THE_WAY), OrderLine.expected_on < today, OrderLine.expected_on >= today - LATELY
    )
    said = {
        row.id: row.headline for row in session.execute(sa.select(Order.id, Order.headline).where(Order.id.in_(late)))
    }
    told = (
        OrderLine.order_id, OrderLine.state, OrderLine.state_at, OrderLine.expected_on, OrderLine.delivered_at,
        OrderLine.kind, OrderLine.name, OrderLine.quantity, OrderLine.received_quantity,
    )  # fmt: skip
    question = sa.select(OrderLine).options(load_only(*told)).where(OrderLine.order_id.in_(late))
    lines: dict[int, list[OrderLine]] = {}
    for line in session.scalars(question.order_by(OrderLine.order_id, OrderLine.position)):
        lines.setdefault(line.order_id, []).append(line)
    return [each for each, rows in lines.items() if headline(rows, None, today) != said[each]][:MOST]


def say_late(session: Session, order_ids: list[int], *, now: dt.datetime) -> None:
    """Say anew where these orders stand."""
    refresh(session, set(order_ids), at=now)
