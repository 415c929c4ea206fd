"""Who is at the door: one question on every request."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.db import UtcDateTime, settled
from app.history import Actor
from app.identity.models import Organisation, Person, SignInSession, Unit
from app.identity.queries.grants import Grant, grants_of, read_grants, roles_for
from app.identity.queries.standing import Lent, read_lent, stands_for
from app.words.formats import today_of
from catalogue.terms import Role

IDLE = dt.timedelta(minutes=60)
ABSOLUTE = dt.timedelta(hours=12)
# How old a sign-in may be where something powerful is done.
FRESH = dt.timedelta(minutes=60)


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
    shortcuts: bool
    session_id: int
    seen_at: dt.datetime
    proven_at: dt.datetime | None
    methods: list[str]
    grants: tuple[Grant, ...]
    roles: frozenset[str]
    led_units: frozenset[int]
    stands_for: tuple[Lent, ...]
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

    def is_fresh(self, at: dt.datetime, methods: Collection[str]) -> bool:
        """Whether this person has proven who they are within the hour, and in one of these ways where there are any.

        A way that the identity provider does not mention counts as not used.
        """
        recent = self.proven_at is not None and at - self.proven_at <= FRESH
        return recent and (not methods or not set(methods).isdisjoint(self.methods))

    @property
    def roles_here(self) -> frozenset[str]:
        """The roles that reach this person's own unit: those one orders with."""
        here = roles_for(self.grants, (self.organisation_id, self.unit_id, self.unit_segment))
        return here | (self.roles - {grant.role for grant in self.grants})

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
    Person.shortcuts,
    SignInSession.id.label("session_id"),
    SignInSession.seen_at,
    # What an identity provider does not say of when somebody proved who they are counts as never.
    sa.case(
        (SignInSession.authenticated_at.is_not(None), SignInSession.authenticated_at),
        (SignInSession.way == "demo", SignInSession.created_at),
    ).label("proven_at"),
    SignInSession.methods,
)
KNOWN = len(_VISITOR_COLUMNS) + 3


def token_hash(token: str) -> str:
    """How a session token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def visitor_question(counts: Sequence[sa.ScalarSelect[int]]) -> sa.Select[Any]:
    """The one question that finds a visitor: session, person, unit, organisation, roles, led units and header counts.

    Built once and asked on every request, with `token`, `idle`, `absolute` (UTC) and `today` as parameters.
    """
    today = sa.bindparam("today", type_=sa.Date)
    led, heir = aliased(Unit), aliased(Unit)
    grants = grants_of(Person.id, today)
    # Whoever leads a unit leads what was merged into it too: its orders and devices are theirs now.
    heirs = sa.select(heir.id).where(heir.manager_id == Person.id).correlate(Person)
    mine = sa.or_(sa.and_(led.manager_id == Person.id, led.successor_id.is_(None)), led.successor_id.in_(heirs))
    leads = sa.select(sa.func.aggregate_strings(sa.cast(led.id, sa.String), ",")).where(mine)
    return settled(
        sa.select(
            *_VISITOR_COLUMNS,
            grants.correlate(Person).scalar_subquery().label("grants"),
            leads.correlate(Person).scalar_subquery().label("leads"),
            stands_for().label("stands_for"),
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
    *facts, grants, leads, lent, basket, waiting = row if len(row) > KNOWN else (*row, 0, 0)
    led = frozenset(int(unit) for unit in leads.split(",")) if leads else frozenset()
    held, stands = read_grants(grants), read_lent(lent)
    # What follows from where somebody stands and not from a grant: leading a unit, being asked in another's place.
    circumstances = {Role.MANAGER.value: led, Role.SUBSTITUTE.value: stands or (waiting and not led)}
    roles = {grant.role for grant in held} | {role for role, holds in circumstances.items() if holds}
    facts += [held, frozenset(roles), led, stands, basket, waiting]
    return Visitor(*facts)
