"""Asking the one who ordered, while the request keeps waiting."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.approvals.actions import letters
from app.approvals.actions.holding import hold
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
    held = hold(session, me, request_id, at=at)
    request, order = held.request, held.order
    key = f"approval-question:{request.id}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if request.state != "open" or session.scalar(sa.select(Letter.id).where(Letter.key == key)) is not None:
        return False
    said = Event(request.matter, request.matter_id, "approval.question", {"who": held.who, "text": text})
    if order is None:
        history.record(session, me.actor, at, [said])
        letters.question_about(session, key, request, who=held.who, text=text, at=at)
        return True
    orders.note(session, order.id, [said], actor=me.actor, at=at)
    letters.question(session, key, order, waiting(held.lines, request), who=held.who, text=text, at=at)
    return True
