"""What waits for my decision, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from app.approvals.queries.digest import digest_of, shown_text
from app.db import settled
from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine, Suggestion

PAGE = 20
BESIDES = 3


# Built once: putting a question together costs more than asking it.
_ASKED = (
    sa.select(ApprovalRequest, Order, Person.name)
    .join(Person, Person.id == ApprovalRequest.requester_id)
    .outerjoin(Order, Order.id == ApprovalRequest.order_id)
    .where(ApprovalRequest.state == "open", ApprovalRequest.id > sa.bindparam("after"))
    .order_by(ApprovalRequest.id)
    .limit(PAGE + 1)
)
# A list shows little of wide rows, so little is read.
_SHORT = load_only(
    Order.id, Order.number, Order.orderer_name, Order.recipient_id, Order.recipient_name, Order.delivery_address,
    Order.unit_id, Order.cost_centre, Order.invoice_reference, Order.note,
)  # fmt: skip
_SHORT_LINES = load_only(
    OrderLine.id, OrderLine.order_id, OrderLine.item_id, OrderLine.name, OrderLine.kind, OrderLine.quantity,
    OrderLine.unit_price, OrderLine.price_period, OrderLine.unit_cost, OrderLine.vat, OrderLine.payer,
    OrderLine.supplier_id, OrderLine.note, OrderLine.answers, OrderLine.replaces, OrderLine.state, OrderLine.verdict,
)  # fmt: skip
_SHORTLY = _ASKED.options(_SHORT)
_MINE = _SHORTLY.where(ApprovalRequest.decider_id == sa.bindparam("me"))
_WAITING = (
    sa.select(OrderLine)
    .where(OrderLine.order_id.in_(sa.bindparam("orders", expanding=True)))
    .where(OrderLine.state == LineState.PENDING_APPROVAL)
    # What has a cheaper thing put forward waits for the orderer first.
    .where(settled(~sa.exists().where(Suggestion.line_id == OrderLine.id, Suggestion.state == "open")))
    .order_by(OrderLine.order_id, OrderLine.position)
)
_WAITING_SHORT = _WAITING.options(_SHORT_LINES)


@dataclass(frozen=True)
class Asked:
    """A request with its order, where it is about one, and the lines that wait for it."""

    request: ApprovalRequest
    order: Order | None
    lines: tuple[OrderLine, ...]
    requester: str

    @cached_property
    def digest(self) -> str:
        """What a decision is bound to."""
        return digest_of(self.request, self.order, self.lines)

    @property
    def shown(self) -> str:
        """What is shown, for the hidden field that helps to say what changed."""
        return shown_text(self.lines)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of requests, oldest first; `next_after` is 0 on the last one."""

    rows: list[Asked]
    next_after: int


def inbox(session: Session, me: Visitor, after: int = 0) -> Inbox:
    """A page of what waits for me and for those I stand in for, oldest first. Two questions."""
    question = _SHORTLY.where(on_my_desk(me)) if me.stands_for else _MINE
    found = session.execute(question, {"me": me.id, "after": after}).all()
    rows = found[:PAGE]
    return Inbox(_with_lines(session, rows, _WAITING_SHORT), rows[-1][0].id if len(found) > PAGE else 0)


def asked_of(session: Session, me: Visitor, ids: Sequence[int]) -> list[Asked]:
    """Those of these requests that wait for me, oldest first. Two questions."""
    question = sa.select(ApprovalRequest, Order, Person.name).outerjoin(Order, Order.id == ApprovalRequest.order_id)
    question = question.join(Person, Person.id == ApprovalRequest.requester_id)
    chosen = question.where(ApprovalRequest.id.in_(ids), ApprovalRequest.state == "open", on_my_desk(me))
    return _with_lines(session, session.execute(chosen.order_by(ApprovalRequest.id)).all(), _WAITING)


def besides(session: Session, me: Visitor, request_id: int) -> list[ApprovalRequest]:
    """What else waits for me, oldest first, a few."""
    question = sa.select(ApprovalRequest).where(
        on_my_desk(me), ApprovalRequest.state == "open", ApprovalRequest.id != request_id
    )
    return list(session.scalars(question.order_by(ApprovalRequest.id).limit(BESIDES)))


def waiting(lines: Sequence[OrderLine], request: ApprovalRequest) -> tuple[OrderLine, ...]:
    """The lines that a request still asks about."""
    answered = frozenset(request.answered)
    pending = (line for line in lines if line.state == LineState.PENDING_APPROVAL)
    return tuple(line for line in pending if request.step in line.steps and line.id not in answered)


def put_forward(session: Session, order_id: int | None) -> dict[int, Suggestion]:
    """The cheaper things that wait for the orderer's answer, by line."""
    if order_id is None:
        return {}
    question = sa.select(Suggestion).where(Suggestion.order_id == order_id, Suggestion.state == "open")
    return {row.line_id: row for row in session.scalars(question)}


def _with_lines(session: Session, rows: Sequence[Any], question: sa.Select[Any]) -> list[Asked]:
    lines: dict[int, list[OrderLine]] = {}
    for line in session.scalars(question, {"orders": [order.id for _request, order, _who in rows if order]}):
        lines.setdefault(line.order_id, []).append(line)
    return [
        Asked(request, order, waiting(lines.get(order.id, []), request) if order else (), who)
        for request, order, who in rows
    ]
