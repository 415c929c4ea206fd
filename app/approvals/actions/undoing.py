"""Regretting a decision while nothing of it has left the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions.holding import Held, hold
from app.approvals.models import Decision
from app.approvals.queries.inbox import waiting
from app.approvals.queries.one import can_return, undo_window
from app.desks.models import ApprovalRequest
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Changed


def undo(session: Session, me: Visitor, request_id: int, *, at: dt.datetime) -> bool:
    """Take a decision back: its lines wait again, in their ordered quantities, and the request is open.

    Returns False, and changes nothing, when it is open already. Raises Missing for anybody but the decider, Changed
    when the time has passed or a line has left the house.
    """
    held = hold(session, me, request_id, at=at)
    request, order, lines = held.request, held.order, held.lines
    if request.state == "open":
        return False
    if order is None:
        raise Changed("approvals.refused.too_late")
    standing = sa.select(Decision).where(Decision.request_id == request.id, Decision.revoked_at.is_(None))
    decisions = {decision.line_id: decision for decision in session.scalars(standing)}
    late = request.decided_at is None or at > request.decided_at + undo_window()
    decided = [line for line in lines if line.id in decisions]
    if late or not decided or any(decision.decided_by != me.id for decision in decisions.values()):
        raise Changed("approvals.refused.too_late")
    for line in decided:
        if not can_return(line, decisions):
            raise Changed("approvals.refused.left", name=line.name)
    for decision in decisions.values():
        decision.revoked_at = at
    _wait_again(session, me, held, decided=decided, order=order, at=at)
    return True


def _wait_again(
    session: Session, me: Visitor, held: Held, *, order: Order, decided: Sequence[OrderLine], at: dt.datetime
) -> None:
    request = held.request
    undone = [Event("order", order.id, "approval.undone", {"who": request.decided_name or me.name})]
    back = [line for line in decided if line.state not in (LineState.CANCELLED, LineState.PENDING_APPROVAL)]
    request.answered = [line for line in request.answered if line not in {each.id for each in decided}]
    session.flush()
    orders.reopen_questions(session, back)
    orders.reopen_request(session, request, decided)
    if back:
        orders.move_all(session, [orders.return_move(line) for line in back], actor=me.actor, at=at, also=undone)
    else:
        orders.note(session, order.id, undone, actor=me.actor, at=at)
    for line in held.lines:
        session.refresh(line)
    orders.reopen_request(session, request, waiting(held.lines, request))
    _ask_others_again(session, order, held.lines)


def _ask_others_again(session: Session, order: Order, lines: Sequence[OrderLine]) -> None:
    """What nobody needed to answer any more, since one had said no, is asked again."""
    ended = sa.select(ApprovalRequest).where(ApprovalRequest.order_id == order.id, ApprovalRequest.state == "withdrawn")
    for other in session.scalars(ended).all():
        if waiting(lines, other):
            orders.reopen_request(session, other, waiting(lines, other))
