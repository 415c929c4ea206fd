"""One request: what it is about, what was decided, what was asked and answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.approvals.queries.digest import digest_of, shown_text
from app.approvals.queries.inbox import Asked, put_forward, waiting
from app.assortment.queries import edition
from app.budgets.models import Claim, Frame
from app.budgets.queries import Outlook, standing_outlooks
from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.history import HistoryEntry
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine, Suggestion
from app.refusal import Missing
from catalogue.rulebook import Sentence, Verdict, explain

QUESTIONS = ("approval.question", "order.reply", "suggestion.made", "suggestion.accepted", "suggestion.declined")


@dataclass(frozen=True)
class Request(Asked):
    """One request with all lines of its order that it was about, the standing decisions and what was asked."""

    about: tuple[OrderLine, ...]
    decisions: dict[int | None, Decision]
    talk: tuple[HistoryEntry, ...]
    suggested: dict[int, Suggestion]
    unit: str
    outlooks: tuple[Outlook, ...] = ()

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

    @property
    def answerable(self) -> tuple[OrderLine, ...]:
        """The lines that can be decided now: the others wait for the orderer's answer first."""
        return tuple(line for line in self.lines if line.id not in self.suggested)

    @cached_property
    def digest(self) -> str:
        """What a decision is bound to: the lines that can be decided now."""
        return digest_of(self.request, self.order, self.answerable)

    @property
    def shown(self) -> str:
        """What is shown of them."""
        return shown_text(self.answerable)

    def may_undo(self, me: Visitor, at: dt.datetime) -> bool:
        """Whether the decision was mine, lately, and nothing of it has left the house."""
        decided = self.request.decided_at
        if self.request.state != "decided" or decided is None or not self.decisions or self.order is None:
            return False
        mine = all(decision.decided_by == me.id for decision in self.decisions.values())
        return mine and at <= decided + undo_window() and all(can_return(line, self.decisions) for line in self.about)


def undo_window() -> dt.timedelta:
    """How long a decision may be regretted."""
    return dt.timedelta(minutes=int(edition().setting("undo_minutes")))


def can_return(line: OrderLine, decisions: dict[int | None, Decision]) -> bool:
    """Whether a decided line may wait again: it is in the house, or it was this decision that stopped it."""
    decision = decisions.get(line.id)
    if decision is None or line.state == LineState.CANCELLED:
        return True
    if line.state == LineState.DECLINED:
        return decision.outcome == "declined"
    return line.state in (LineState.RELEASED, LineState.PENDING_CONSULTATION, LineState.PENDING_APPROVAL)


def readable(me: Visitor) -> sa.ColumnElement[bool]:
    """The requests I may open: those that wait for me, that I decided, and those I handed on."""
    waits = sa.and_(ApprovalRequest.state == "open", on_my_desk(me))
    mine = (
        ApprovalRequest.decider_id == me.id,
        ApprovalRequest.decided_by == me.id,
        ApprovalRequest.handed_by == me.id,
    )
    return sa.or_(waits, *mine)


def request_of(session: Session, me: Visitor, request_id: int) -> Request:
    """A request put to me; raises Missing for any other. Four questions."""
    question = (
        sa.select(ApprovalRequest, Order, Person.name, Unit.name)
        .join(Person, Person.id == ApprovalRequest.requester_id)
        .join(Unit, Unit.id == ApprovalRequest.unit_id)
        .outerjoin(Order, Order.id == ApprovalRequest.order_id)
        .where(ApprovalRequest.id == request_id, readable(me))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    request, order, requester, unit = row
    talk = sa.select(HistoryEntry).where(
        HistoryEntry.subject == request.matter,
        HistoryEntry.subject_id == request.matter_id,
        HistoryEntry.event.in_(QUESTIONS),
    )
    about, decisions, outlooks = _about(session, request)
    return Request(
        request=request,
        order=order,
        lines=waiting(about, request),
        requester=requester,
        unit=unit,
        outlooks=outlooks,
        about=about,
        decisions=decisions,
        talk=tuple(session.scalars(talk.order_by(HistoryEntry.id))),
        suggested=put_forward(session, request.order_id) if request.state == "open" else {},
    )


About = tuple[tuple[OrderLine, ...], dict[int | None, Decision], tuple[Outlook, ...]]


def _about(session: Session, request: ApprovalRequest) -> About:
    """The lines of a request, the decisions that stand, and the frames the lines draw on."""
    standing = sa.and_(Decision.step == request.step, Decision.revoked_at.is_(None))
    if request.order_id is None:
        whole = session.scalars(sa.select(Decision).where(Decision.request_id == request.id, standing)).one_or_none()
        return (), {None: whole} if whole else {}, ()
    question = (
        sa.select(OrderLine, Decision, Claim, Frame)
        .outerjoin(Decision, sa.and_(Decision.line_id == OrderLine.id, standing))
        .outerjoin(Claim, sa.and_(Claim.subject == "order_line", Claim.subject_id == OrderLine.id))
        .outerjoin(Frame, Frame.id == Claim.frame_id)
        .where(OrderLine.order_id == request.order_id)
        .order_by(OrderLine.position)
    )
    rows = [row for row in session.execute(question).all() if request.step in row[0].steps]
    decisions: dict[int | None, Decision] = {row[0].id: row[1] for row in rows if row.Decision is not None}
    return tuple(row[0] for row in rows), decisions, tuple(standing_outlooks((row[2], row[3]) for row in rows))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of several: done, changed (it waits still), or gone."""

    id: int
    summary: str
    label: str
    came: str


def outcomes_of(session: Session, me: Visitor, ids: Sequence[int]) -> list[Outcome]:
    """What came of each of these requests that I may read, in their order."""
    question = sa.select(ApprovalRequest).where(ApprovalRequest.id.in_(ids), readable(me))
    found = session.scalars(question.order_by(ApprovalRequest.id))
    return [Outcome(row.id, row.summary, row.label, _came(row, me)) for row in found]


def _came(request: ApprovalRequest, me: Visitor) -> str:
    if request.state == "open":
        return "changed"
    return "done" if request.decided_by == me.id else "gone"
