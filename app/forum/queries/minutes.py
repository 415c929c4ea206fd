"""What the minutes of a meeting say: who was there, every point, its outcome, and exactly what it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import RangeDecision
from app.assortment.queries.history import Change, changes_of_decisions
from app.forum.models import Meeting
from app.forum.queries.meetings import Point, people, points
from app.identity.models import Person
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Minuted:
    """A point as the minutes have it; `changes` are those of its decision, none before the range has followed."""

    point: Point
    decision: RangeDecision | None
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of a meeting."""

    meeting: Meeting
    chair: str
    adjuster: str
    present: Sequence[tuple[str, str]]
    points: Sequence[Minuted]


def minutes(session: Session, meeting_id: int, today: dt.date) -> Minutes:
    """The minutes of a meeting that is over; raises Missing before that."""
    chair, adjuster = aliased(Person), aliased(Person)
    question = (
        sa.select(Meeting, chair.name, adjuster.name)
        .outerjoin(chair, chair.id == Meeting.opened_by)
        .outerjoin(adjuster, adjuster.id == Meeting.adjusted_by)
        .where(Meeting.id == meeting_id, Meeting.state.in_(("closed", "adjusted")))
    )
    row = session.execute(question).first()
    if row is None:
        raise Missing
    meeting = row[0]
    found = points(session, meeting, feedback=False)
    changes = changes_of_decisions(session, {point.decision.id for point in found if point.decision})
    return Minutes(
        meeting=meeting, chair=row[1] or "", adjuster=row[2] or "",
        present=[(seat.name, seat.organisation) for seat in people(session, meeting, today) if seat.present],
        points=[_minuted(point, changes) for point in found],
    )  # fmt: skip


def _minuted(point: Point, changes: Sequence[Change]) -> Minuted:
    own = [change for change in changes if point.decision and change.decision_id == point.decision.id]
    return Minuted(point, point.decision, own)
