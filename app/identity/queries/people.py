"""Questions about people: the demo people, who holds a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries.grants import holds


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
        .where(RoleGrant.role == role, holds(today), Person.active)
        .distinct()
        .order_by(Person.email)
    )
    return list(session.scalars(question))
