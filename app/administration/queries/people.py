"""Questions about people: lists, one person, and who is meant by a typed name or address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.reach import Reach
from app.identity.models import Organisation, Person, RoleGrant, SignInSession, Unit
from app.identity.queries import ABSOLUTE, IDLE
from app.refusal import Missing, Refused

PAGE = 50
ADDRESS = re.compile(r"<([^<>]+)>\s*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in a list."""

    id: int
    name: str
    title: str
    email: str
    unit_id: int
    unit: str
    organisation: str
    active: bool
    provider: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with where they work and who leads them."""

    person: Person
    unit: Unit
    organisation: Organisation
    chef: Person | None
    sessions: int


def people(
    session: Session, reach: Reach, *, text: str, organisation: str, closed: bool, after: str
) -> tuple[list[Listed], str]:
    """People within reach by name, fifty at a time; the second value is where the next page begins, or empty."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Person.id, Person.name, Person.title, Person.email, Unit.id, Unit.name, Organisation.short_name,
            Person.active, Person.provider, Person.sort_key,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(reach.within(Organisation.id), Person.active.is_(not closed))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    for word in text.split()[:5]:
        of_unit = (Unit.name.icontains(each, autoescape=True) for each in spellings(word))
        question = question.where(sa.or_(matches_person(word), *of_unit))
    if organisation:
        question = question.where(Organisation.key == organisation)
    if after:
        key, _, number = after.rpartition(".")
        begin = sa.tuple_(Person.sort_key, Person.id) > sa.tuple_(sa.literal(key), sa.literal(int(number)))
        question = question.where(begin)
    rows = [Listed(*row) for row in session.execute(question)]
    more = f"{rows[PAGE - 1].sort_key}.{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return rows[:PAGE], more


def matches_person(word: str) -> sa.ColumnElement[bool]:
    """Whether a word stands in somebody's name, title or address."""
    folded = word.casefold().replace("å", "{a").replace("ä", "{b").replace("ö", "{c").replace("é", "e")
    return sa.or_(
        Person.sort_key.contains(folded, autoescape=True),
        Person.email.icontains(word, autoescape=True),
        *(Person.title.icontains(each, autoescape=True) for each in spellings(word)),
    )


def spellings(text: str) -> set[str]:
    """The text, and when it holds letters like å also its capitals, since SQLite folds only a to z."""
    return {text} if text.isascii() else {text, text.lower(), text.upper(), text.title(), text.capitalize()}


def person(session: Session, reach: Reach, person_id: int, *, now: dt.datetime) -> Someone:
    """A person within reach; raises Missing."""
    chef = aliased(Person)
    live = (
        sa.select(sa.func.count())
        .select_from(SignInSession)
        .where(
            SignInSession.person_id == Person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at > now - IDLE,
            SignInSession.created_at > now - ABSOLUTE,
        )
    )
    question = (
        sa.select(Person, Unit, Organisation, chef, live.correlate(Person).scalar_subquery())
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(chef, chef.id == Person.manager_id)
        .where(Person.id == person_id, reach.within(Organisation.id))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return Someone(*row)


def roles_of(session: Session, person_id: int) -> Sequence[sa.Row[RoleGrant, str, str]]:
    """The roles of a person with the organisation and unit they are for, those that hold last first."""
    question = (
        sa.select(RoleGrant, Organisation.short_name, Unit.name)
        .outerjoin(Organisation, Organisation.id == RoleGrant.organisation_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == person_id)
    )
    return session.execute(question.order_by(RoleGrant.valid_from.desc(), RoleGrant.id)).all()


def leads(session: Session, person_id: int) -> Sequence[Unit]:
    """The open units that a person leads."""
    question = sa.select(Unit).where(Unit.manager_id == person_id, Unit.closed_on.is_(None))
    return session.scalars(question.order_by(Unit.name)).all()


def members(session: Session, unit_id: int, most: int = 12) -> Sequence[Person]:
    """The first active people of a unit by name."""
    question = sa.select(Person).where(Person.unit_id == unit_id, Person.active)
    return session.scalars(question.order_by(Person.sort_key, Person.id).limit(most)).all()


def suggested(session: Session, organisation_id: int) -> list[str]:
    """Who may be meant when somebody types a chef: those who lead something, as `Namn <adress>`."""
    leading = sa.select(Unit.manager_id).where(Unit.manager_id.is_not(None), Unit.organisation_id == organisation_id)
    question = sa.select(Person.name, Person.email).where(Person.id.in_(leading), Person.active)
    return [f"{row.name} <{row.email}>" for row in session.execute(question.order_by(Person.sort_key).limit(200))]


def meant(session: Session, typed: str) -> Person | None:
    """The one person meant by an address, `Namn <adress>` or a whole name; None for nothing, Refused when unclear."""
    typed = typed.strip()
    if not typed:
        return None
    found = ADDRESS.search(typed)
    text = (found[1] if found else typed).strip()
    column = sa.func.lower(Person.email) if "@" in text else Person.name
    wanted = text.lower() if "@" in text else text
    rows = session.scalars(sa.select(Person).where(column == wanted, Person.active).order_by(Person.id).limit(3)).all()
    if len(rows) == 1:
        return rows[0]
    raise Refused(f"administration.person.{'several' if rows else 'nobody'}", name=text)


def named(session: Session, person_id: int | None) -> Person | None:
    """The person that something refers to."""
    return session.scalar(sa.select(Person).where(Person.id == person_id)) if person_id else None
