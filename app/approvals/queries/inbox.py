"""What waits for my decision: the inbox, and one request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.approvals.queries.digest import digest, shown_text
from app.assortment.queries import edition
from app.history import HistoryEntry
from app.identity.queries import Visitor
from app.orders.models import ApprovalRequest, LineState, Order, OrderLine
from app.refusal import Missing
from catalogue.rulebook import Sentence, Verdict, explain

PAGE = 20
BESIDES = 3
QUESTIONS = ("approval.question", "order.reply")


# Built once: putting a question together costs more than asking it.
_INBOX = (
    sa.select(ApprovalRequest, Order)
    .join(Order, Order.id == ApprovalRequest.order_id)
    .where(ApprovalRequest.decider_id == sa.bindparam("me"), ApprovalRequest.state == "open")
    .where(ApprovalRequest.id > sa.bindparam("after"))
    .order_by(ApprovalRequest.id)
    .limit(PAGE + 1)
)
_WAITING = (
    sa.select(OrderLine)
    .where(OrderLine.order_id.in_(sa.bindparam("orders", expanding=True)))
    .where(OrderLine.state == LineState.PENDING_APPROVAL)
    .order_by(OrderLine.order_id, OrderLine.position)
)


@dataclass(frozen=True)
class Asked:
    """A request with its order and the lines that wait for it."""

    request: ApprovalRequest
    order: Order
    lines: tuple[OrderLine, ...]

    @cached_property
    def digest(self) -> str:
        """What a decision is bound to."""
        return digest(self.order, self.lines)

    @property
    def shown(self) -> str:
        """What is shown, for the hidden field that helps to say what changed."""
        return shown_text(self.lines)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of requests, oldest first; `next_after` is 0 on the last one."""

    rows: list[Asked]
    next_after: int


@dataclass(frozen=True)
class Request(Asked):
    """One request with all lines of its order that it was about, the standing decisions and what was asked."""

    about: tuple[OrderLine, ...]
    decisions: dict[int, Decision]
    talk: tuple[HistoryEntry, ...]

    @cached_property
    def reasons(self) -> tuple[Sentence, ...]:
        """Why somebody must say yes at all, once each, with source lines."""
        said = {
            sentence.text: sentence
            for line in self.about
            for sentence in explain(Verdict.from_dict(line.verdict), edition(), "sv")
            if sentence.key.startswith("approval.")
        }
        return tuple(said.values())

    def may_undo(self, me: Visitor, at: dt.datetime) -> bool:
        """Whether the decision was mine, lately, and nothing of it has left the house."""
        decided = self.request.decided_at
        if self.request.state != "decided" or decided is None or not self.decisions:
            return False
        mine = all(decision.decided_by == me.id for decision in self.decisions.values())
        return mine and at <= decided + undo_window() and all(can_return(line, self.decisions) for line in self.about)


def undo_window() -> dt.timedelta:
    """How long a decision may be regretted."""
    return dt.timedelta(minutes=int(edition().setting("undo_minutes")))


def can_return(line: OrderLine, decisions: dict[int, Decision]) -> bool:
    """Whether a decided line may wait again: it is in the house, or it was this decision that stopped it."""
    decision = decisions.get(line.id)
    if decision is None or line.state == LineState.CANCELLED:
        return True
    if line.state == LineState.DECLINED:
        return decision.outcome == "declined"
    return line.state in (LineState.RELEASED, LineState.PENDING_CONSULTATION, LineState.PENDING_APPROVAL)


def inbox(session: Session, me: Visitor, after: int = 0) -> Inbox:
    """A page of what waits for me, oldest first. Two questions."""
    found = session.execute(_INBOX, {"me": me.id, "after": after}).all()
    rows = found[:PAGE]
    lines = _lines(session, [order.id for _request, order in rows])
    asked = [Asked(request, order, waiting(lines.get(order.id, []), request.step)) for request, order in rows]
    return Inbox(asked, rows[-1][0].id if len(found) > PAGE else 0)


def besides(session: Session, me: Visitor, request_id: int) -> list[ApprovalRequest]:
    """What else waits for me, oldest first, a few."""
    question = sa.select(ApprovalRequest).where(
        ApprovalRequest.decider_id == me.id, ApprovalRequest.state == "open", ApprovalRequest.id != request_id
    )
    return list(session.scalars(question.order_by(ApprovalRequest.id).limit(BESIDES)))


def request_of(session: Session, me: Visitor, request_id: int) -> Request:
    """A request put to me; raises Missing for any other. Three questions."""
    question = (
        sa.select(ApprovalRequest, Order)
        .join(Order, Order.id == ApprovalRequest.order_id)
        .where(ApprovalRequest.id == request_id, ApprovalRequest.decider_id == me.id)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    request, order = row
    talk = sa.select(HistoryEntry).where(
        HistoryEntry.subject == "order", HistoryEntry.subject_id == order.id, HistoryEntry.event.in_(QUESTIONS)
    )
    about, decisions = _about(session, request)
    return Request(
        request=request,
        order=order,
        lines=waiting(about, request.step),
        about=about,
        decisions=decisions,
        talk=tuple(session.scalars(talk.order_by(HistoryEntry.id))),
    )


def waiting(lines: Sequence[OrderLine], step: str) -> tuple[OrderLine, ...]:
    """The lines that wait for a step."""
    return tuple(line for line in lines if line.state == LineState.PENDING_APPROVAL and step in line.steps)


def _about(session: Session, request: ApprovalRequest) -> tuple[tuple[OrderLine, ...], dict[int, Decision]]:
    question = (
        sa.select(OrderLine, Decision)
        .outerjoin(
            Decision,
            sa.and_(Decision.line_id == OrderLine.id, Decision.step == request.step, Decision.revoked_at.is_(None)),
        )
        .where(OrderLine.order_id == request.order_id)
        .order_by(OrderLine.position)
    )
    rows = [row for row in session.execute(question).all() if request.step in row[0].steps]
    return tuple(row[0] for row in rows), {row[0].id: row[1] for row in rows if row.Decision is not None}


def _lines(session: Session, order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    found: dict[int, list[OrderLine]] = {}
    for line in session.scalars(_WAITING, {"orders": order_ids}):
        found.setdefault(line.order_id, []).append(line)
    return found
