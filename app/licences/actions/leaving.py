"""When somebody leaves, what they had comes back by itself; nobody has to remember it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import Person
from app.licences.actions import letters
from app.licences.actions.holding import HELD, settle, withdraw_question
from app.licences.models import Licence, LicenceEditor
from app.licences.queries.one import editors_of
from app.words import say
from app.words.formats import today_of


def take_back_from(session: Session, person_id: int, *, at: dt.datetime) -> int:
    """Take back the licences of somebody who has left, and tell the chefs once; returns how many.

    What they looked after gets its remaining editors; where none is left the unit is told to name one.
    """
    person = session.get_one(Person, person_id)
    if person.active:
        return 0
    shop = Actor(None, say("administration.shop"))
    question = sa.select(Licence).where(Licence.holder_id == person_id, Licence.state == "active")
    held = session.scalars(question.order_by(Licence.id)).all()
    for licence in held:
        withdraw_question(session, licence, at=at)
    told = [Event(HELD, each.id, "licence.left", {"name": each.name, "who": person.name}) for each in held]
    history.record(session, shop, at, told)
    by_unit: dict[int, list[Licence]] = defaultdict(list)
    for licence in held:
        settle(session, licence, why="left", on=today_of(at))
        by_unit[licence.unit_id].append(licence)
    for unit_id, licences in by_unit.items():
        letters.taken_back(session, person, unit_id, licences, at=at)
    _leave_content(session, person, shop, at=at)
    return len(held)


def _leave_content(session: Session, person: Person, shop: Actor, *, at: dt.datetime) -> None:
    """Take a leaver from among the editors of every screen."""
    question = sa.select(Licence).join(LicenceEditor, LicenceEditor.licence_id == Licence.id)
    shown = session.scalars(question.where(LicenceEditor.person_id == person.id).order_by(Licence.id)).all()
    events = [Event(HELD, each.id, "licence.editor_left", {"who": person.name}) for each in shown]
    history.record(session, shop, at, events)
    session.execute(sa.delete(LicenceEditor).where(LicenceEditor.person_id == person.id))
    session.flush()
    for licence in shown:
        if licence.state == "active" and not editors_of(session, licence.id):
            letters.no_editor(session, licence, person, at=at)
