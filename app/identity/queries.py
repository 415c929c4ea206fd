"""Questions about people: who is signed in, what they may, who decides for them, whom they may order for."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.db import UtcDateTime
from app.history import Actor, HistoryEntry
from app.identity.models import CostCentre, Organisation, Person, RoleGrant, SignInSession, Unit, Workplace
from app.words.formats import today_of
from catalogue.approvals import Decider, Link, who_decides
from catalogue.terms import Role

IDLE = dt.timedelta(minutes=60)
ABSOLUTE = dt.timedelta(hours=12)
LADDER_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person as the doors see them: one row, read anew on every request."""

    id: int
    name: str
    email: str
    title: str
    unit_id: int
    unit_name: str
    unit_segment: str
    unit_manager_id: int | None
    organisation_id: int
    organisation_key: str
    organisation_name: str
    organisation_short: str
    organisation_settings: dict[str, object]
    supplier_id: int | None
    manager_id: int | None
    language: str
    appearance: str
    shows_vat: bool
    session_id: int
    seen_at: dt.datetime
    roles: frozenset[str]
    led_units: frozenset[int]
    basket_count: int = 0
    waiting_count: int = 0

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The id flask-login asks for."""
        return str(self.id)

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        words = self.name.split()
        return (words[0][0] + words[-1][0]).upper()

    @property
    def place(self) -> str:
        """Where this person works, for the header; a supplier's user belongs to no unit of ours."""
        return self.title if self.supplier_id else f"{self.unit_name}, {self.organisation_short}"

    @property
    def actor(self) -> Actor:
        """This person as the one who does something."""
        return Actor(self.id, self.name)


_VISITOR_COLUMNS = (
    Person.id,
    Person.name,
    Person.email,
    Person.title,
    Unit.id,
    Unit.name,
    Unit.segment,
    Unit.manager_id,
    Organisation.id,
    Organisation.key,
    Organisation.name,
    Organisation.short_name,
    Organisation.settings,
    Person.supplier_id,
    Person.manager_id,
    Person.language,
    Person.appearance,
    Person.shows_vat,
    SignInSession.id.label("session_id"),
    SignInSession.seen_at,
)
KNOWN = len(_VISITOR_COLUMNS) + 2


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its id and how it reads."""

    id: int
    label: str
    hint: str = ""


def token_hash(token: str) -> str:
    """How a session token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def visitor_question(counts: Sequence[sa.ScalarSelect[int]]) -> sa.Select[Any]:
    """The one question that finds a visitor: session, person, unit, organisation, roles, led units and header counts.

    Built once and asked on every request, with `token`, `idle`, `absolute` (UTC) and `today` as parameters.
    """
    today = sa.bindparam("today", type_=sa.Date)
    led = aliased(Unit)
    grants = (
        sa.select(sa.func.aggregate_strings(RoleGrant.role, ","))
        .where(RoleGrant.person_id == Person.id, RoleGrant.valid_from <= today)
        .where(sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today))
    )
    leads = sa.select(sa.func.aggregate_strings(sa.cast(led.id, sa.String), ",")).where(led.manager_id == Person.id)
    return (
        sa.select(
            *_VISITOR_COLUMNS,
            grants.correlate(Person).scalar_subquery().label("grants"),
            leads.correlate(Person).scalar_subquery().label("leads"),
            *counts,
        )
        .join_from(SignInSession, Person, Person.id == SignInSession.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(
            SignInSession.token_hash == sa.bindparam("token"),
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at > sa.bindparam("idle", type_=UtcDateTime),
            SignInSession.created_at > sa.bindparam("absolute", type_=UtcDateTime),
            Person.active,
        )
    )


def visitor_by_token(session: Session, token: str, now: dt.datetime, question: sa.Select[Any]) -> Visitor | None:
    """The person behind a live session token; None when it has ended. `question` is `visitor_question(...)`."""
    asked = {"token": token_hash(token), "idle": now - IDLE, "absolute": now - ABSOLUTE, "today": today_of(now)}
    # Asked first in every request, so nothing waits to be flushed, and plain rows are half the price of mapped ones.
    row = session.connection().execute(question, asked).one_or_none()
    if row is None:
        return None
    facts: list[Any]
    *facts, grants, leads, basket, waiting = row if len(row) > KNOWN else (*row, 0, 0)
    led = frozenset(int(unit) for unit in leads.split(",")) if leads else frozenset()
    roles = frozenset(grants.split(",")) if grants else frozenset()
    facts += [roles | {Role.MANAGER.value} if led else roles, led, basket, waiting]
    return Visitor(*facts)


def ladder(session: Session, unit_id: int) -> list[tuple[Link, str]]:
    """The chefs above a unit, nearest first, each with a name."""
    rows = session.execute(_LADDER, {"unit": unit_id}).all()
    return [(Link(person_id=row.id, active=row.active, substitute_id=None), row.name) for row in rows]


def _ladder() -> sa.Select[Any]:
    """The question about a unit's chefs, with `unit` as parameter; built once: building costs more than asking."""
    first = sa.select(Unit.manager_id.label("id"), sa.literal(0).label("step")).where(Unit.id == sa.bindparam("unit"))
    climb = first.cte("climb", recursive=True)
    above = aliased(Person)
    climb = climb.union_all(
        sa.select(above.manager_id, climb.c.step + 1)
        .join(climb, climb.c.id == above.id)
        .where(above.manager_id.is_not(None), climb.c.step < LADDER_HEIGHT)
    )
    named = sa.select(Person.id, Person.active, Person.name)
    return cast(sa.Select[Any], named.join(climb, climb.c.id == Person.id).order_by(climb.c.step))


_LADDER = _ladder()


def decider_for(session: Session, unit_id: int, excluded: frozenset[int]) -> tuple[Decider, str] | None:
    """Who decides for a unit when these persons may not, with their name; None when nobody can."""
    steps = ladder(session, unit_id)
    decider = who_decides([link for link, _ in steps], excluded)
    if decider is None:
        return None
    names = {link.person_id: name for link, name in steps}
    return decider, names[decider.person_id]


def colleagues(session: Session, me: Visitor) -> list[Choice]:
    """The people in my own unit that I may order for."""
    question = (
        sa.select(Person.id, Person.name, Person.title)
        .where(Person.unit_id == me.unit_id, Person.active, Person.id != me.id)
        .order_by(Person.sort_key)
        .limit(500)
    )
    return [Choice(row.id, row.name, row.title) for row in session.execute(question)]


def workplaces(session: Session, me: Visitor) -> list[Choice]:
    """The addresses of my unit."""
    question = sa.select(Workplace).where(Workplace.unit_id == me.unit_id).order_by(Workplace.id)
    return [
        Choice(place.id, place.name, f"{place.street}, {place.postal_code} {place.town}")
        for place in session.scalars(question)
    ]


def cost_centres(session: Session, me: Visitor, today: dt.date) -> list[Choice]:
    """The cost centres my organisation's units may use today, my unit's own first."""
    own = sa.select(Unit.cost_centre_id).where(Unit.id == me.unit_id).scalar_subquery()
    question = (
        sa.select(CostCentre)
        .where(CostCentre.organisation_id == me.organisation_id, CostCentre.valid_from <= today)
        .where(sa.or_(CostCentre.valid_to.is_(None), CostCentre.valid_to >= today))
        .order_by((CostCentre.id == own).desc(), CostCentre.code)
        .limit(200)
    )
    return [Choice(row.id, f"{row.code} {row.activity}", row.name) for row in session.scalars(question)]


def demo_people(session: Session, subjects: Sequence[str]) -> list[tuple[Person, str, str]]:
    """The demo people with unit and organisation, in the given order."""
    question = (
        sa.select(Person, Unit.name, Organisation.short_name)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Person.provider == "demo", Person.subject.in_(subjects))
    )
    found = {row[0].subject: (row[0], row[1], row[2]) for row in session.execute(question)}
    return [found[subject] for subject in subjects if subject in found]


def addresses_of(session: Session, role: str, today: dt.date) -> list[str]:
    """The mail addresses of the active people who hold a role today."""
    question = (
        sa.select(Person.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.valid_from <= today, Person.active)
        .where(sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today))
        .distinct()
        .order_by(Person.email)
    )
    return list(session.scalars(question))


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing that happened, as the auditor reads it."""

    id: int
    at: dt.datetime
    actor_name: str
    subject: str
    subject_id: int
    event: str
    data: dict[str, Any]
    digest: str


def audit_log(session: Session, *, who: str, before: int | None, size: int = 50) -> tuple[list[Logged], int | None]:
    """The history, newest first, of those whose name begins so; the second value is where the next page begins."""
    columns = [getattr(HistoryEntry, name) for name in Logged.__slots__]
    question = sa.select(*columns).order_by(HistoryEntry.id.desc()).limit(size + 1)
    if who:
        question = question.where(sa.func.lower(HistoryEntry.actor_name).startswith(who.lower(), autoescape=True))
    if before is not None:
        question = question.where(HistoryEntry.id < before)
    rows = [Logged(*row) for row in session.execute(question)]
    return rows[:size], rows[size - 1].id if len(rows) > size else None
