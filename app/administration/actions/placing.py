"""Somebody whose place nobody told is given one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import Organisation, Person, Unit
from app.identity.queries.directory import folded
from app.refusal import Refused
from app.words import say


def place(
    session: Session, person: Person, organisation: Organisation, name: str, *, actor: Actor, at: dt.datetime
) -> Unit:
    """Put somebody in the unit of this name; they stay there until the directory says something new.

    Raises Refused when their organisation has no open unit of the name.
    """
    question = sa.select(Unit).where(
        Unit.organisation_id == organisation.id, Unit.awaits_placing.is_(False), Unit.closed_on.is_(None)
    )
    found = [unit for unit in session.scalars(question) if folded(unit.name) == folded(name)]
    if not name or not found:
        raise Refused("administration.placing.unit", unit=name, organisation=organisation.short_name)
    old = session.execute(sa.select(Unit.name).where(Unit.id == person.unit_id)).scalar_one()
    person.unit_id = found[0].id
    session.flush()
    what = say("directory.changed", field=say("directory.field.unit"), old=old, new=found[0].name)
    data = {"name": person.name, "what": what, "changes": {"unit": [old, found[0].name]}}
    history.record(session, actor, at, [Event("person", person.id, "person.changed", data)])
    return found[0]
