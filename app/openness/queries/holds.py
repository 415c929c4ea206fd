"""What is on hold, and what has been cleared before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.openness.models import RetentionDone, RetentionHold, RetentionRun

MOST_RUNS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One clearing with what it did, class by class."""

    id: int
    asked_at: dt.datetime
    asked_by_name: str
    finished_at: dt.datetime | None
    done: Sequence[tuple[str, int, str]]


def holds(session: Session, *, person_id: int | None = None) -> Sequence[RetentionHold]:
    """What is on hold now, newest first; or only the holds of one person."""
    question = sa.select(RetentionHold).where(RetentionHold.lifted_at.is_(None)).order_by(RetentionHold.id.desc())
    if person_id is not None:
        question = question.where(RetentionHold.subject == "person", RetentionHold.subject_id == person_id)
    return session.scalars(question).all()


def runs(session: Session) -> list[Run]:
    """The last clearings, newest first."""
    question = (
        sa.select(RetentionRun, RetentionDone)
        .outerjoin(RetentionDone, RetentionDone.run_id == RetentionRun.id)
        .where(RetentionRun.id.in_(sa.select(RetentionRun.id).order_by(RetentionRun.id.desc()).limit(MOST_RUNS)))
        .order_by(RetentionRun.id.desc(), RetentionDone.id)
    )
    found: dict[int, tuple[RetentionRun, list[tuple[str, int, str]]]] = {}
    for run, done in session.execute(question):
        _run, steps = found.setdefault(run.id, (run, []))
        if done is not None:
            steps.append((done.key, done.count, done.decision))
    return [Run(run.id, run.asked_at, run.asked_by_name, run.finished_at, steps) for run, steps in found.values()]
