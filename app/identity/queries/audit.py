"""The auditor's view of the history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import HistoryEntry


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing that happened, as the auditor reads it."""

    id: int
    at: dt.datetime
    actor_name: str
    subject: str
    subject_id: int
    event: str
    data: dict[str, Any]
    digest: str


def audit_log(session: Session, *, who: str, before: int | None, size: int = 50) -> tuple[list[Logged], int | None]:
    """The history, newest first, of those whose name begins so; the second value is where the next page begins."""
    columns = [getattr(HistoryEntry, name) for name in Logged.__slots__]
    question = sa.select(*columns).order_by(HistoryEntry.id.desc()).limit(size + 1)
    if who:
        question = question.where(sa.func.lower(HistoryEntry.actor_name).startswith(who.lower(), autoescape=True))
    if before is not None:
        question = question.where(HistoryEntry.id < before)
    rows = [Logged(*row) for row in session.execute(question)]
    return rows[:size], rows[size - 1].id if len(rows) > size else None
