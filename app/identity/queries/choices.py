"""What a person may choose from when they order: colleagues, workplaces, cost centres."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CostCentre, Person, Unit, Workplace
from app.identity.queries.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: its id and how it reads."""

    id: int
    label: str
    hint: str = ""


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
    """The addresses of my unit that are in use."""
    question = (
        sa.select(Workplace)
        .where(Workplace.unit_id == me.unit_id, Workplace.closed_on.is_(None))
        .order_by(Workplace.id)
    )
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
