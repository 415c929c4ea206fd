"""Who stands in for whom today, and which accounts are one and the same person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Person, Substitution, Unit


@dataclass(frozen=True, slots=True)
class Lent:
    """A power that holds today: in whose place, and for one unit or one kind of matter where it is not for all."""

    absent: int
    unit: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A substitution as people read it."""

    id: int
    absent_id: int
    absent: str
    substitute_id: int
    substitute: str
    starts: dt.date
    ends: dt.date
    unit: str
    topic: str
    made_by: int
    maker: str


def lives(row: Any, today: Any) -> sa.ColumnElement[bool]:
    """Whether a substitution holds on a day: a revoked or ended one stops at once."""
    return sa.and_(row.starts <= today, row.ends >= today, row.revoked_at.is_(None))


def same_person(person: Any, own: Any) -> sa.ColumnElement[bool]:
    """Whether a row of people is one of these, or another account of one of them: they share an address."""
    other = aliased(Person)
    shared = sa.and_(other.email != "", sa.func.lower(other.email) == sa.func.lower(person.email))
    return sa.exists().where(other.id.in_(own), sa.or_(other.id == person.id, shared))


def same_people(session: Session, people: Collection[int]) -> frozenset[int]:
    """These people with every other account of theirs; only ever used to keep somebody from deciding."""
    if not people:
        return frozenset()
    found = session.scalars(sa.select(Person.id).where(same_person(Person, list(people))))
    return frozenset(found) | frozenset(people)


def stands_for() -> sa.ScalarSelect[str]:
    """For whom a person stands in on the day `today`, as a column of the question that finds the person."""
    today = sa.bindparam("today", type_=sa.Date)
    unit = sa.func.coalesce(sa.cast(Substitution.unit_id, sa.String), "")
    row = sa.cast(Substitution.absent_id, sa.String) + ":" + unit + ":" + Substitution.topic
    held = sa.select(sa.func.aggregate_strings(row, ","))
    mine = held.where(Substitution.substitute_id == Person.id, lives(Substitution, today))
    return mine.correlate(Person).scalar_subquery()


def read_lent(text: str | None) -> tuple[Lent, ...]:
    """The powers of a text made by `stands_for`."""
    rows = [row.split(":") for row in text.split(",")] if text else []
    return tuple(Lent(int(absent), int(unit) if unit else None, topic) for absent, unit, topic in rows)


def stand_ins(
    session: Session, *, today: dt.date, absent: int | None = None, substitute: int | None = None
) -> list[StandIn]:
    """The substitutions of a person, or those where a person stands in, that hold now or later, first ones first."""
    away, stand_in, maker = aliased(Person), aliased(Person), aliased(Person)
    question = (
        sa.select(
            Substitution.id, Substitution.absent_id, away.name, Substitution.substitute_id, stand_in.name,
            Substitution.starts, Substitution.ends, sa.func.coalesce(Unit.name, ""), Substitution.topic,
            Substitution.made_by, maker.name,
        )
        .join(away, away.id == Substitution.absent_id)
        .join(stand_in, stand_in.id == Substitution.substitute_id)
        .join(maker, maker.id == Substitution.made_by)
        .outerjoin(Unit, Unit.id == Substitution.unit_id)
        .where(Substitution.revoked_at.is_(None), Substitution.ends >= today)
        .order_by(Substitution.starts, Substitution.id)
        .limit(200)
    )  # fmt: skip
    if absent is not None:
        question = question.where(Substitution.absent_id == absent)
    if substitute is not None:
        question = question.where(Substitution.substitute_id == substitute, Substitution.starts <= today)
    return [StandIn(*row) for row in session.execute(question)]
