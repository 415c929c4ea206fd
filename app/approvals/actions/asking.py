"""Asking the one who ordered, while the request keeps waiting."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions import letters
from app.approvals.actions.deciding import hold
from app.approvals.queries.inbox import waiting
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.outbox import Letter
from app.refusal import Refused


def ask_back(session: Session, me: Visitor, request_id: int, text: str, *, at: dt.datetime) -> bool:
    """Put a question to the orderer; it stands in the order's history and goes out as a mail.

    Returns False, and does nothing, when the request is decided already or the same was asked before. Raises Missing
    for anybody but the decider, Refused for an empty question.
    """
    if not text:
        raise Refused("approvals.refused.question")
    request, order, lines = hold(session, me, request_id)
    key = f"approval-question:{request.id}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if request.state != "open" or session.scalar(sa.select(Letter.id).where(Letter.key == key)) is not None:
        return False
    event = Event("order", order.id, "approval.question", {"who": me.name, "text": text})
    orders.note(session, order.id, [event], actor=me.actor, at=at)
    letters.question(session, key, order, waiting(lines, request.step), who=me.name, text=text, at=at)
    return True
