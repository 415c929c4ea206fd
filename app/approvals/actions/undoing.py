"""Regretting a decision while nothing of it has left the house."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions.deciding import hold
from app.approvals.models import Decision
from app.approvals.queries.inbox import can_return, undo_window
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.actions.asking import about
from app.orders.models import LineState
from app.refusal import Changed


def undo(session: Session, me: Visitor, request_id: int, *, at: dt.datetime) -> bool:
    """Take a decision back: its lines wait again, in their ordered quantities, and the request is open.

    Returns False, and changes nothing, when it is open already. Raises Missing for anybody but the decider, Changed
    when the time has passed or a line has left the house.
    """
    request, order, lines = hold(session, me, request_id)
    if request.state == "open":
        return False
    standing = sa.select(Decision).where(Decision.request_id == request.id, Decision.revoked_at.is_(None))
    decisions = {decision.line_id: decision for decision in session.scalars(standing)}
    late = request.decided_at is None or at > request.decided_at + undo_window()
    decided = [line for line in lines if line.id in decisions]
    if late or not decided or any(decision.decided_by != me.id for decision in decisions.values()):
        raise Changed("approvals.refused.too_late")
    for line in decided:
        if not can_return(line, decisions):
            raise Changed("approvals.refused.left", name=line.name)
    back = [line for line in decided if line.state not in (LineState.CANCELLED, LineState.PENDING_APPROVAL)]
    if not back:
        raise Changed("approvals.refused.too_late")
    for decision in decisions.values():
        decision.revoked_at = at
    request.state, request.decided_at = "open", None
    session.flush()
    orders.reopen_questions(session, back)
    undone = [Event("order", order.id, "approval.undone", {"who": me.name})]
    orders.move_all(session, [orders.return_move(line) for line in back], actor=me.actor, at=at, also=undone)
    for column, value in about([line for line in lines if line.state == LineState.PENDING_APPROVAL]).items():
        setattr(request, column, value)
    session.flush()
    return True
