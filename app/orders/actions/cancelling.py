"""Cancelling what has not left the house, and ordering the same again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import shelf
from app.db import locked
from app.desks.models import ApprovalRequest
from app.history import Event
from app.identity.queries import Visitor
from app.orders.actions.asking import about
from app.orders.actions.moves import Move, move_all, withdraw_questions
from app.orders.models import LineState, Order, OrderLine, Suggestion
from app.orders.queries.progress import ENDED, IN_HOUSE
from app.refusal import Changed, Forbidden, Missing
from app.shop import actions as shop

S = LineState


def may_cancel(me: Visitor, order: Order) -> bool:
    """Whether somebody may cancel: who ordered it, and the chef of the unit (DOMAIN c)."""
    return order.orderer_id == me.id or order.unit_id in me.led_units


def cancel(session: Session, me: Visitor, order: Order, *, at: dt.datetime, line_id: int | None = None) -> None:
    """Cancel an order, or one line of it, and give back what it had taken.

    Raises Forbidden for others than the orderer and the chef, Missing for a line of another order, Changed when
    something has left the house.
    """
    if not may_cancel(me, order):
        raise Forbidden("orders.refused.not_yours")
    lines = hold_lines(session, order.id)
    if line_id is not None and line_id not in {line.id for line in lines}:
        raise Missing
    leaving = [line for line in lines if line.state not in ENDED and line_id in (None, line.id)]
    for line in leaving:
        if line.state not in IN_HOUSE:
            raise Changed("orders.refused.left", name=line.name)
    if not leaving:
        return
    withdraw_questions(session, leaving)
    gone = {line.id for line in leaving}
    update_requests(session, order.id, [line for line in lines if line.id not in gone], at=at)
    moves = [Move(line, S.CANCELLED, "line.cancelled", values={"expected_on": None}) for line in leaving]
    whole = [] if line_id else [Event("order", order.id, "order.cancelled", {"number": order.number})]
    move_all(session, moves, actor=me.actor, at=at, also=whole)


def hold_lines(session: Session, order_id: int) -> list[OrderLine]:
    """The lines of an order, held until commit."""
    question = locked(sa.select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id))
    return list(session.scalars(question.execution_options(populate_existing=True)))


def update_requests(session: Session, order_id: int, lines: Sequence[OrderLine], *, at: dt.datetime) -> None:
    """Let the open requests of an order ask about the lines that still wait; one that asks nothing is withdrawn.

    What was put forward instead of a line that waits no more falls away with it.
    """
    pending = [line for line in lines if line.state == S.PENDING_APPROVAL]
    question = sa.select(ApprovalRequest).where(ApprovalRequest.order_id == order_id, ApprovalRequest.state == "open")
    for request in session.scalars(question):
        answered = frozenset(request.answered)
        left = [line for line in pending if request.step in line.steps and line.id not in answered]
        if not left:
            request.state, request.decided_at = "withdrawn", at
            continue
        for column, value in about(left).items():
            setattr(request, column, value)
    put_forward = sa.update(Suggestion).where(Suggestion.order_id == order_id, Suggestion.state == "open")
    stale = put_forward.where(Suggestion.line_id.not_in([line.id for line in pending]))
    session.execute(stale.values(state="withdrawn", answered_at=at))
    session.flush()


def reopen_request(session: Session, request: ApprovalRequest, lines: Sequence[OrderLine]) -> None:
    """Let a request ask again, about these lines."""
    request.state, request.decided_at, request.decided_by, request.decided_name = "open", None, None, ""
    gone = {line.id for line in lines}
    request.answered = [line for line in request.answered if line not in gone]
    for column, value in about(lines).items():
        setattr(request, column, value)
    session.flush()


def order_again(session: Session, me: Visitor, order_id: int, *, at: dt.datetime) -> tuple[int, list[str]]:
    """Put an order's things in my basket; returns how many things, and the names of what is no longer sold.

    Raises Refused when nothing of it is.
    """
    range_ = shelf(session)
    question = sa.select(OrderLine.item_id, OrderLine.name, OrderLine.ordered_quantity).where(
        OrderLine.order_id == order_id
    )
    rows = session.execute(question.order_by(OrderLine.position)).all()
    known = [(range_.by_id[row.item_id], row.ordered_quantity) for row in rows if row.item_id in range_.by_id]
    sold = {item.id for item, _ in known if item.on_sale}
    count = shop.fill_from(session, me, known, at=at)
    return count, [row.name for row in rows if row.item_id not in sold]
