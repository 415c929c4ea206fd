"""How things stand before an import: cost centres, units and people of some organisations, by the keys files use."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Config
from app.identity.models import CostCentre, DirectoryUser, Organisation, Person, Unit
from app.identity.queries.directory import folded

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class StandingCentre:
    """A cost centre as it stands."""

    id: int
    organisation_id: int
    code: str
    activity: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A unit as it stands."""

    id: int
    organisation_id: int
    name: str
    parent_id: int | None
    manager_id: int | None
    cost_centre_id: int | None
    reference: str
    segment: str
    closed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class StandingPerson:
    """A person as they stand; `kept` says that a directory keeps them."""

    id: int
    organisation_id: int
    number: str
    name: str
    email: str
    title: str
    unit_id: int
    manager_id: int | None
    provider: str
    subject: str
    active: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything an import is compared with; `doubled` are the keys that more than one person has."""

    centres: dict[Key, StandingCentre]
    units: dict[Key, StandingUnit]
    people: dict[Key, StandingPerson]
    doubled: frozenset[Key]
    names: dict[int, str]


def standing(session: Session, organisations: Collection[int]) -> Standing:
    """How things stand in these organisations."""
    centres = [StandingCentre(*row) for row in session.execute(_centres(organisations))]
    units = [StandingUnit(*row) for row in session.execute(_units(organisations))]
    people = [StandingPerson(*row) for row in session.execute(_people(organisations))]
    times = Counter((row.organisation_id, folded(row.number)) for row in people)
    managers = {row.manager_id for row in units} | {row.manager_id for row in people}
    return Standing(
        centres={(row.organisation_id, folded(row.code)): row for row in centres},
        units={(row.organisation_id, folded(row.name)): row for row in units},
        people={(row.organisation_id, folded(row.number)): row for row in people},
        doubled=frozenset(key for key, count in times.items() if count > 1),
        names={row.id: row.name for row in people} | _names(session, managers - {row.id for row in people}),
    )


def logins(session: Session, providers: Collection[str]) -> dict[tuple[str, str], int]:
    """Who has which key with these identity providers."""
    question = sa.select(Person.provider, Person.subject, Person.id).where(Person.provider.in_(sorted(providers)))
    return {(row.provider, row.subject): row.id for row in session.execute(question)}


def importable(session: Session, organisations: Collection[int] | None) -> dict[str, int]:
    """The organisations a file may name (None: all), by each of their folded names."""
    question = sa.select(Organisation)
    if organisations is not None:
        question = question.where(Organisation.id.in_(sorted(organisations)))
    found = session.scalars(question).all()
    return {folded(name): each.id for each in found for name in (each.key, each.short_name, each.name)}


def organisation_keys(session: Session) -> dict[int, str]:
    """The key of every organisation by its id."""
    return {row.id: row.key for row in session.execute(sa.select(Organisation.id, Organisation.key))}


def _centres(organisations: Collection[int]) -> sa.Select[Any]:
    columns = [getattr(CostCentre, name) for name in StandingCentre.__slots__]
    found: sa.Select[Any] = sa.select(*columns).where(CostCentre.organisation_id.in_(sorted(organisations)))
    return found


def _units(organisations: Collection[int]) -> sa.Select[Any]:
    names = ("id", "organisation_id", "name", "parent_id", "manager_id", "cost_centre_id")
    columns = [*(getattr(Unit, name) for name in names), Unit.invoice_reference, Unit.segment, Unit.closed_on]
    found: sa.Select[Any] = sa.select(*columns).where(Unit.organisation_id.in_(sorted(organisations)))
    return found


def _people(organisations: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    kept = sa.exists().where(DirectoryUser.person_id == Person.id, DirectoryUser.deleted_at.is_(None)).correlate(Person)
    found: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Person.id, Unit.organisation_id, Person.employee_number, Person.name, Person.email, Person.title,
            Person.unit_id, Person.manager_id, Person.provider, Person.subject, Person.active, kept,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id.in_(sorted(organisations)), Person.employee_number.is_not(None))
        .order_by(Person.active, Person.id)
    )  # fmt: skip
    return found


def _names(session: Session, people: Collection[int | None]) -> dict[int, str]:
    question = sa.select(Person.id, Person.name).where(Person.id.in_(sorted(each for each in people if each)))
    return {row.id: row.name for row in session.execute(question)} if people else {}


def providers(session: Session, config: Config) -> dict[int, str]:
    """The Entra tenant of each organisation that signs in through one, as its persons are keyed by it."""
    keys = {row.key: row.id for row in session.execute(sa.select(Organisation.id, Organisation.key))}
    tenants = config.entra.tenants if config.entra else {}
    named = {name: f"entra:{tenant}" for tenant, names in tenants.items() for name in names}
    return {keys[name]: provider for name, provider in named.items() if name in keys}
