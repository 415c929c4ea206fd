"""Meetings in a list and one at a time, with agenda, people, invitations and where the municipalities stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import RangeDecision
from app.forum.models import (
    AgendaItem,
    Attendance,
    Body,
    Feedback,
    Invitation,
    Meeting,
    Outcome,
    Position,
    Proposal,
)
from app.forum.queries.members import FORUM, leads
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Visitor, holds
from app.refusal import Missing
from catalogue.terms import Role

PAST = 20
AROUND_THE_TABLE = (Role.FORUM_MEMBER, Role.FORUM_CHAIR)
READY = ("in_consultation", "postponed")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with what became of it."""

    item: AgendaItem
    proposal: Proposal | None
    outcome: Outcome | None
    positions: Sequence[tuple[str, int, Position | None]] = ()
    invited: Sequence[str] = ()
    feedback: Sequence[Feedback] = ()
    decision: RangeDecision | None = None


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who may come, and whether they are there."""

    id: int
    name: str
    organisation_id: int
    organisation: str
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A meeting with all that its page shows."""

    meeting: Meeting
    body: str
    leads: bool
    plans: bool
    points: Sequence[Point]
    people: Sequence[Seated] = ()
    ready: Sequence[tuple[str, str]] = ()
    feedback: int = 0

    @property
    def current(self) -> Point | None:
        """The first point without an outcome; a swap that has ended meanwhile waits for none."""
        waiting = (point for point in self.points if point.outcome is None)
        return next((p for p in waiting if p.proposal is None or p.proposal.state == "on_agenda"), None)


def meeting_of(session: Session, meeting_id: int) -> Meeting:
    """A meeting by its number; raises Missing when there is none. Everybody in the house may know of it."""
    found = session.get(Meeting, meeting_id)
    if found is None:
        raise Missing
    return found


def point_of(session: Session, meeting: Meeting, item_id: int) -> AgendaItem:
    """A point of a meeting's agenda; raises Missing."""
    item = session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise Missing
    return item


def coming(session: Session, today: dt.date) -> Sequence[tuple[Meeting, str, int]]:
    """What is ahead, open or waits for its minutes to be adjusted, soonest first, with body and number of points."""
    return _listed(
        session, sa.or_(Meeting.day >= today, Meeting.state.in_(("open", "closed"))), Meeting.day, Meeting.id
    )


def next_meeting(session: Session, today: dt.date) -> Meeting | None:
    """The forum's next meeting, today's too while it is not over."""
    ahead = sa.select(Meeting).where(Meeting.body_key == FORUM, Meeting.day >= today)
    found: Meeting | None = session.scalar(
        ahead.where(Meeting.state.in_(("planned", "open"))).order_by(Meeting.day, Meeting.id).limit(1)
    )
    return found


def past(session: Session, today: dt.date, before: int = 0) -> Sequence[tuple[Meeting, str, int]]:
    """Meetings that are over, newest first; `before` is a meeting's number to go on from."""
    over = sa.and_(Meeting.day < today, Meeting.state.not_in(("open", "closed")))
    if before:
        over = sa.and_(over, Meeting.id < before)
    return _listed(session, over, Meeting.id.desc())


def _listed(session: Session, which: sa.ColumnElement[bool], *order: Any) -> list[tuple[Meeting, str, int]]:
    count = sa.select(sa.func.count()).where(AgendaItem.meeting_id == Meeting.id).scalar_subquery()
    question = sa.select(Meeting, Body.name, count).join(Body, Body.key == Meeting.body_key).where(which)
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(*order).limit(PAST + 1))]


def gathering(session: Session, me: Visitor, meeting_id: int, today: dt.date) -> Gathering:
    """A meeting with all that its page shows; raises Missing."""
    waiting = sa.select(sa.func.count()).select_from(Feedback).where(Feedback.agenda_item_id.is_(None))
    question = (
        sa.select(Meeting, Body.name, leads(me, today), waiting.scalar_subquery())
        .join(Body, Body.key == Meeting.body_key)
        .where(Meeting.id == meeting_id)
    )
    row = session.execute(question).first()
    if row is None:
        raise Missing
    meeting, body, seat, feedback = row
    chairs = Role.CATALOGUE_EDITOR not in me.roles and (Role.FORUM_CHAIR in me.roles or seat)
    planned = meeting.state == "planned"
    return Gathering(
        meeting=meeting, body=body, leads=chairs and meeting.body_key == FORUM, plans=chairs,
        points=points(session, meeting),
        people=() if planned else people(session, meeting, today),
        ready=_ready(session) if planned and chairs else (),
        feedback=feedback if planned and chairs else 0,
    )  # fmt: skip


def points(session: Session, meeting: Meeting, *, only: int = 0, feedback: bool = True) -> list[Point]:
    """The agenda in order: before the meeting with invitations, from then on with positions and outcomes."""
    question = (
        sa.select(AgendaItem, Proposal, Outcome, RangeDecision)
        .outerjoin(Proposal, Proposal.id == AgendaItem.proposal_id)
        .outerjoin(Outcome, Outcome.item_id == AgendaItem.id)
        .outerjoin(RangeDecision, RangeDecision.id == Outcome.decision_id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.id == only if only else sa.true())
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    rows = session.execute(question).all()
    planned = meeting.state == "planned"
    stands = {} if planned else _positions(session, meeting, only)
    invited = _invited(session, meeting) if planned else {}
    said = _feedback(session, [row[0].id for row in rows if feedback and row[0].kind == "feedback"])
    return [
        Point(
            item, proposal, outcome, stands.get(item.id, ()), invited.get(item.id, ()), said.get(item.id, ()), decision
        )
        for item, proposal, outcome, decision in rows
    ]  # fmt: skip


def _positions(session: Session, meeting: Meeting, only: int) -> dict[int, list[tuple[str, int, Position | None]]]:
    """Every municipality with its position or None, for every point."""
    about = sa.and_(Position.item_id == AgendaItem.id, Position.organisation_id == Organisation.id)
    question = (
        sa.select(AgendaItem.id, Organisation.short_name, Organisation.id, Position)
        .select_from(AgendaItem)
        .join(Organisation, Organisation.is_member.is_(True))
        .outerjoin(Position, about)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.id == only if only else sa.true())
        .order_by(AgendaItem.id, Organisation.short_name)
    )
    found: dict[int, list[tuple[str, int, Position | None]]] = {}
    for item, name, key, position in session.execute(question):
        found.setdefault(item, []).append((name, key, position))
    return found


def _invited(session: Session, meeting: Meeting) -> dict[int, list[str]]:
    question = (
        sa.select(Invitation.item_id, Person.name)
        .join(AgendaItem, AgendaItem.id == Invitation.item_id)
        .join(Person, Person.id == Invitation.person_id)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(Invitation.id)
    )
    found: dict[int, list[str]] = {}
    for item, name in session.execute(question):
        found.setdefault(item, []).append(name)
    return found


def _feedback(session: Session, items: list[int]) -> dict[int, list[Feedback]]:
    found: dict[int, list[Feedback]] = {}
    if items:
        question = sa.select(Feedback).where(Feedback.agenda_item_id.in_(items)).order_by(Feedback.id)
        for row in session.scalars(question):
            found.setdefault(row.agenda_item_id or 0, []).append(row)
    return found


def people(session: Session, meeting: Meeting, today: dt.date) -> list[Seated]:
    """Who sits in the forum or is invited to a point, and who is there."""
    seated = sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(AROUND_THE_TABLE), holds(today))
    asked = (
        sa.select(Invitation.person_id)
        .join(AgendaItem, AgendaItem.id == Invitation.item_id)
        .where(AgendaItem.meeting_id == meeting.id)
    )
    there = sa.and_(Attendance.person_id == Person.id, Attendance.meeting_id == meeting.id)
    question = (
        sa.select(Person.id, Person.name, Organisation.id, Organisation.short_name, Attendance.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Attendance, there)
        # who has been there keeps the organisation they were there for
        .join(Organisation, Organisation.id == sa.func.coalesce(Attendance.organisation_id, Unit.organisation_id))
        .where(
            sa.or_(Person.id.in_(seated), Person.id.in_(asked), Attendance.person_id.is_not(None)),
            sa.or_(Person.active, Attendance.person_id.is_not(None)),
        )
        .order_by(Organisation.short_name, Person.sort_key)
    )
    return [Seated(row[0], row[1], row[2], row[3], row[4] is not None) for row in session.execute(question)]


def _ready(session: Session) -> list[tuple[str, str]]:
    """The proposals that may be put on an agenda; the verb has the last word."""
    swap = sa.and_(Proposal.state == "recommended", Proposal.swap_id.is_not(None))
    question = sa.select(Proposal.number, Proposal.title).where(sa.or_(Proposal.state.in_(READY), swap))
    return [(row[0], row[1]) for row in session.execute(question.order_by(Proposal.id))]
