"""Answering the one who decides, while the order waits."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.desks.models import ApprovalRequest
from app.history import Event
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders.actions.cancelling import hold_lines
from app.orders.actions.letters import summary
from app.orders.actions.moves import note
from app.orders.models import LineState, Order
from app.refusal import Changed, Forbidden, Refused


def reply(session: Session, me: Visitor, order: Order, text: str, *, at: dt.datetime) -> bool:
    """Answer the decider's question; it stands in the history and goes out as a mail.

    Returns False, and does nothing, when the same was answered before. Raises Forbidden for anybody but the orderer,
    Refused for an empty answer, Changed when nobody waits for one.
    """
    if order.orderer_id != me.id:
        raise Forbidden("orders.refused.not_yours")
    if not text:
        raise Refused("orders.refused.reply")
    lines = [line for line in hold_lines(session, order.id) if line.state == LineState.PENDING_APPROVAL]
    waiting = (
        sa.select(ApprovalRequest.id, Person.email)
        .join(Person, Person.id == ApprovalRequest.decider_id)
        .where(ApprovalRequest.order_id == order.id, ApprovalRequest.state == "open")
    )
    request = session.execute(waiting.order_by(ApprovalRequest.id).limit(1)).one_or_none()
    if request is None or not lines:
        raise Changed("orders.refused.nobody_waits")
    key = f"order-reply:{request.id}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if session.scalar(sa.select(outbox.Letter.id).where(outbox.Letter.key == key)) is not None:
        return False
    said = Event("order", order.id, "order.reply", {"who": me.name, "text": text})
    note(session, order.id, [said], actor=me.actor, at=at)
    params = summary(order, lines) | {"text": text, "request": request.id}
    outbox.mail(session, key, request.email, "reply_given", params, at=at)
    return True
