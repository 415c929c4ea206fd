"""Handing out what is held of a person, and the log."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.openness.queries.log import Wanted
from app.words import say


def note_extract(session: Session, person_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """Note in the log that everything on a person has been taken out, and by whom."""
    history.record(session, actor, at, [Event("person", person_id, "person.extracted")])


def note_export(session: Session, kind: str, wanted: Wanted, *, actor: Actor, at: dt.datetime) -> None:
    """Note in the log that it has been taken out, for which period and as what."""
    first, last = (day.isoformat() if day else "" for day in (wanted.first, wanted.last))
    period = say("openness.export.period", first=first, last=last) if first or last else say("openness.export.all")
    told = {"kind": kind[:10], "period": period, "who": wanted.who, "area": wanted.area, "about": wanted.about}
    history.record(session, actor, at, [Event("history", 0, "history.exported", told)])
