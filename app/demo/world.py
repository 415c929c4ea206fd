"""Organisations, units and people of the demo world, from data."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.actions.founding import found_organisations
from app.assortment.models import Supplier
from app.identity.models import CostCentre, Organisation, Person, RoleGrant, Unit, Workplace
from app.words.sorting import sort_key
from catalogue.roles import needs_second
from catalogue.terms import Segment

DATA = Path(__file__).with_name("world.toml")
SINCE = dt.date(2020, 1, 1)


def is_empty(session: Session) -> bool:
    """Whether there is nobody in the shop yet."""
    return session.scalar(sa.select(Person.id).limit(1)) is None


def load(session: Session) -> None:
    """Make the organisations, units and demo people; the supplier of the partner's user must be there already."""
    world = tomllib.loads(DATA.read_text(encoding="utf-8"))
    by_key = found_organisations(session, {})
    units = {row["key"]: _unit(session, row, by_key[row["organisation"]]) for row in world["unit"]}
    session.flush()
    partner = session.scalar(sa.select(Supplier.id).where(Supplier.kind == "it_partner").order_by(Supplier.id).limit(1))
    people = {row["key"]: _person(row, units[row["unit"]], partner, by_key) for row in world["person"]}
    session.add_all(people.values())
    session.flush()
    for row in world["person"]:
        people[row["key"]].manager_id = people[row["manager"]].id if "manager" in row else None
        session.add_all(_grant(people[row["key"]], role, by_key) for role in row["roles"])
    for row in world["unit"]:
        units[row["key"]].manager_id = people[row["manager"]].id
    session.flush()


def _unit(session: Session, row: dict[str, Any], organisation: Organisation) -> Unit:
    code, activity = row["cost_centre"]
    centre = CostCentre(
        organisation_id=organisation.id, code=code, activity=activity, name=row["name"], valid_from=SINCE, valid_to=None
    )
    session.add(centre)
    session.flush()
    unit = Unit(
        organisation_id=organisation.id,
        name=row["name"],
        segment=row.get("segment", Segment.STAFF.value),
        cost_centre_id=centre.id,
        invoice_reference=row["reference"],
    )
    session.add(unit)
    session.flush()
    name, street, postal_code, town = row["workplace"]
    session.add(Workplace(unit_id=unit.id, name=name, street=street, postal_code=postal_code, town=town))
    return unit


def _person(row: dict[str, Any], unit: Unit, partner: int | None, by_key: dict[str, Organisation]) -> Person:
    domain = next(found.email_domain for found in by_key.values() if found.id == unit.organisation_id)
    return Person(
        provider="demo",
        subject=row["key"],
        name=row["name"],
        sort_key=sort_key(row["name"]),
        email=f"{row['key']}@{domain}",
        title=row["title"],
        unit_id=unit.id,
        supplier_id=partner if row.get("supplier") else None,
        licence_profile=row.get("profile", "own_computer"),
    )


def _grant(person: Person, role: str | list[str], by_key: dict[str, Organisation]) -> RoleGrant:
    """A role that the shop itself gives, for everything or for the organisation that stands beside it."""
    name, where = role if isinstance(role, list) else (role, "")
    reach = by_key[where].id if where else None
    second = needs_second(name)
    return RoleGrant(
        person_id=person.id, role=name, organisation_id=reach, needs_second=second, valid_from=SINCE, valid_to=None
    )
