"""Handing out what is held of a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event


def note_extract(session: Session, person_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """Note in the log that everything on a person has been taken out, and by whom."""
    history.record(session, actor, at, [Event("person", person_id, "person.extracted")])
