"""The bodies of bilaga 2 with who sits in them and when they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.models import Body, Meeting, Seat
from app.forum.queries.members import FORUM, leads
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Visitor, holds
from app.refusal import Missing
from catalogue.terms import Role

Name = tuple[str, str, str]
SEAT_OF: dict[str, str] = {Role.FORUM_CHAIR: "chair", Role.FORUM_MEMBER: "member"}


@dataclass(frozen=True, slots=True)
class Assembly:
    """A body with its people as (name, organisation, seat) and the days it meets this year."""

    body: Body
    people: Sequence[Name]
    days: Sequence[tuple[dt.date, int]]

    @property
    def too_few(self) -> int:
        """How many meetings of the year are not planned yet (R-187)."""
        return max(0, (self.body.meetings_a_year or 0) - len(self.days))


def assemblies(session: Session, today: dt.date) -> list[Assembly]:
    """All bodies from the top down."""
    people = _people(session, today)
    days: dict[str, list[tuple[dt.date, int]]] = {}
    year = (Meeting.day >= dt.date(today.year, 1, 1), Meeting.day <= dt.date(today.year, 12, 31))
    for body, day, key in session.execute(
        sa.select(Meeting.body_key, Meeting.day, Meeting.id)
        .where(*year, Meeting.state != "cancelled")
        .order_by(Meeting.day)
    ):
        days.setdefault(body, []).append((day, key))
    rows = session.scalars(sa.select(Body).order_by(Body.position))
    return [Assembly(row, people.get(row.key, ()), days.get(row.key, ())) for row in rows]


def _people(session: Session, today: dt.date) -> dict[str, list[Name]]:
    """Who sits where: by a seat, and in the forum by the roles of the forum."""
    seats = (
        sa.select(Seat.body_key, Person.name, Organisation.short_name, Seat.seat)
        .join(Person, Person.id == Seat.person_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.valid_from <= today, sa.or_(Seat.valid_to.is_(None), Seat.valid_to >= today))
    )
    roles = (
        sa.select(sa.literal(FORUM), Person.name, Organisation.short_name, RoleGrant.role)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(RoleGrant.role.in_(SEAT_OF), holds(today), Person.active)
    )
    found: dict[str, list[Name]] = {}
    for body, name, organisation, seat in session.execute(seats.union(roles)):
        found.setdefault(body, []).append((name, organisation, SEAT_OF.get(seat, seat)))
    order = ("chair", "deputy", "member")
    return {body: sorted(rows, key=lambda row: (order.index(row[2]), row[1], row[0])) for body, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody's seat between two days; `over` when its last day has passed."""

    id: int
    name: str
    organisation: str
    seat: str
    valid_from: dt.date
    valid_to: dt.date | None
    over: bool


def body_of(session: Session, key: str) -> Body:
    """A body by its key; raises Missing."""
    found = session.get(Body, key)
    if found is None:
        raise Missing
    return found


def seat_of(session: Session, body: Body, seat_id: int) -> Seat:
    """A seat of a body; raises Missing."""
    found = session.get(Seat, seat_id)
    if found is None or found.body_key != body.key:
        raise Missing
    return found


def seated(session: Session, body: Body, me: Visitor, today: dt.date) -> tuple[list[Seated], bool]:
    """A body's seats, those that hold first and those that are over last; and whether a person leads the forum."""
    over = sa.and_(Seat.valid_to.is_not(None), Seat.valid_to < today)
    question = (
        sa.select(
            Seat.id, Person.name, Organisation.short_name, Seat.seat, Seat.valid_from, Seat.valid_to,
            sa.case((over, 1), else_=0),
        )
        .join(Person, Person.id == Seat.person_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.body_key == body.key)
        .order_by(sa.case((over, 1), else_=0), Seat.valid_from.desc(), Seat.id.desc())
        .limit(200)
    )  # fmt: skip
    rows = [_seated(row) for row in session.execute(question)]
    if Role.CATALOGUE_EDITOR in me.roles:
        return rows, False
    return rows, Role.FORUM_CHAIR in me.roles or bool(session.scalar(sa.select(leads(me, today))))


def _seated(row: Any) -> Seated:
    key, name, organisation, seat, first, last, over = row
    return Seated(key, name, organisation, seat, first, last, bool(over))
