"""The units somebody leads, and the chefs below them, whose substitutes they may arrange."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Person, Substitution, Unit
from app.identity.queries.grants import within
from app.identity.queries.standing import lives
from app.identity.queries.visitor import Visitor
from app.refusal import Missing
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class Chef:
    """A chef below me, the unit they lead, and who stands in for them today."""

    id: int
    name: str
    unit: str
    substitute: str


def led_units(session: Session, person_id: int) -> list[tuple[int, str]]:
    """The units a person leads, by name."""
    question = sa.select(Unit.id, Unit.name).where(Unit.manager_id == person_id).order_by(Unit.name)
    return [(row.id, row.name) for row in session.execute(question)]


def chefs_below(session: Session, me_id: int, today: dt.date) -> list[Chef]:
    """The chefs whose own chef I am."""
    stand_in = aliased(Person)
    covers = sa.and_(Substitution.absent_id == Person.id, lives(Substitution, today))
    question = (
        sa.select(Person.id, Person.name, Unit.name, sa.func.coalesce(stand_in.name, ""))
        .join(Unit, Unit.manager_id == Person.id)
        .outerjoin(Substitution, covers)
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(Person.manager_id == me_id, Person.active)
        .order_by(Person.sort_key, Unit.name)
        .limit(100)
    )
    return [Chef(*row) for row in session.execute(question)]


def may_arrange(session: Session, me: Visitor, absent: Person) -> bool:
    """Whether I may name somebody's substitute: my own, that of a chef below me, or anybody's as administrator.

    An administrator never arranges for a chef of their own: they would choose who decides about themselves.
    """
    if absent.id == me.id:
        return True
    if absent.manager_id == me.id:
        return True
    if Role.ADMIN not in me.roles or absent.id == me.manager_id:
        return False
    reached = within(me, {Role.ADMIN}, organisation=Unit.organisation_id, unit=Unit.id)
    reaches = sa.select(Unit.id).where(Unit.id == absent.unit_id, reached)
    mine = sa.select(Unit.id).where(Unit.id == me.unit_id, Unit.manager_id == absent.id)
    return session.scalar(reaches) is not None and session.scalar(mine) is None


def arrangeable(session: Session, me: Visitor, person_id: int) -> Person:
    """Me, or somebody whose substitute I may name; raises Missing for anybody else."""
    absent = session.get(Person, person_id)
    if absent is None or not absent.active or not may_arrange(session, me, absent):
        raise Missing
    return absent
