"""Questions about people: the demo people, who holds a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Person, RoleGrant, Unit
from catalogue.terms import Role


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
class Contact:
    """Whom an organisation's people turn to when they cannot sign in."""

    organisation: str
    name: str
    email: str


def contacts_of(session: Session, organisations: Collection[str], today: dt.date) -> list[Contact]:
    """The municipality contacts of these organisations who hold the role today, one for each organisation."""
    question = (
        sa.select(Organisation.name, Person.name, Person.email)
        .join(Unit, Unit.organisation_id == Organisation.id)
        .join(Person, Person.unit_id == Unit.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Organisation.key.in_(organisations), Person.active)
        .where(RoleGrant.role == Role.MUNICIPALITY_CONTACT.value, RoleGrant.valid_from <= today)
        .where(sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today))
        .order_by(Organisation.name, Person.sort_key)
    )
    found = {row[0]: Contact(*row) for row in reversed(session.execute(question).all())}
    return [found[name] for name in sorted(found)]
