"""Deciding days when no change is wanted, and calling them off."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.queries import Visitor
from app.notices.models import ChangeFreeze
from app.refusal import Missing, Refused


def freeze(session: Session, me: Visitor, days: ChangeFreeze, *, at: dt.datetime) -> None:
    """Decide a freeze; raises Refused when it ends before it begins."""
    if days.last_day < days.first_day:
        raise Refused("notices.refused.days")
    days.decided_by, days.decided_at = me.id, at
    session.add(days)
    session.flush()
    data = {"title": days.title, "first": days.first_day.isoformat(), "last": days.last_day.isoformat()}
    history.record(session, me.actor, at, [Event("change_freeze", days.id, "notices.frozen", data)])


def call_off(session: Session, me: Visitor, freeze_id: int, *, at: dt.datetime) -> ChangeFreeze:
    """Call a freeze off; raises Missing for one that does not hold."""
    held = sa.select(ChangeFreeze).where(ChangeFreeze.id == freeze_id, ChangeFreeze.called_off_at.is_(None))
    found = session.scalar(held)
    if found is None:
        raise Missing
    found.called_off_at = at
    history.record(
        session, me.actor, at, [Event("change_freeze", found.id, "notices.unfrozen", {"title": found.title})]
    )
    return found
