"""Days when no change is wanted (R-184)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.notices.models import ChangeFreeze, OperationsMessage
from app.words.formats import today_of
from catalogue.operations import Freeze, MessageKind, met


def freezes(session: Session, today: dt.date) -> list[ChangeFreeze]:
    """Those that hold today or later, the nearest first."""
    question = sa.select(ChangeFreeze).where(ChangeFreeze.called_off_at.is_(None), ChangeFreeze.last_day >= today)
    return list(session.scalars(question.order_by(ChangeFreeze.first_day, ChangeFreeze.id)))


def met_by(session: Session, message: OperationsMessage) -> list[Freeze]:
    """The freezes that planned work runs into."""
    if message.kind != MessageKind.PLANNED or message.ends_at is None:
        return []
    first, last = today_of(message.starts_at), today_of(message.ends_at)
    rows = session.scalars(sa.select(ChangeFreeze).where(ChangeFreeze.called_off_at.is_(None)))
    return met([Freeze(title=row.title, first=row.first_day, last=row.last_day) for row in rows], first, last)
