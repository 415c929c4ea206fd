"""Whole lists for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.reach import Reach
from app.identity.models import CostCentre, Organisation, Person, Unit


def people_rows(session: Session, reach: Reach) -> Iterator[Sequence[object]]:
    """Name, title, address, unit, organisation, chef and whether active, of everybody within reach."""
    chef = aliased(Person)
    question = (
        sa.select(
            Person.name, Person.title, Person.email, Unit.name, Organisation.name, chef.name,
            sa.case((Person.active, "ja"), else_="nej"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(chef, chef.id == Person.manager_id)
        .where(reach.within(Organisation.id))
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    yield from session.execute(question)


def unit_rows(session: Session, reach: Reach) -> Iterator[Sequence[object]]:
    """Name, parent, organisation, chef, cost centre, reference, days and successor of every unit within reach."""
    parent, heir = aliased(Unit), aliased(Unit)
    question = (
        sa.select(
            Unit.id, Unit.name, parent.name, Organisation.name, Person.name, CostCentre.code, CostCentre.activity,
            Unit.invoice_reference, Unit.since, Unit.closed_on, heir.name,
        )
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(parent, parent.id == Unit.parent_id)
        .outerjoin(heir, heir.id == Unit.successor_id)
        .outerjoin(Person, Person.id == Unit.manager_id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .where(reach.within(Organisation.id))
        .order_by(Organisation.id, Unit.name)
    )  # fmt: skip
    yield from session.execute(question)


def cost_centre_rows(session: Session, reach: Reach) -> Iterator[Sequence[object]]:
    """Organisation, codes, name and days of every cost centre within reach."""
    question = (
        sa.select(
            Organisation.name, CostCentre.code, CostCentre.activity, CostCentre.name, CostCentre.valid_from,
            CostCentre.valid_to,
        )
        .join(Organisation, Organisation.id == CostCentre.organisation_id)
        .where(reach.within(Organisation.id))
        .order_by(Organisation.id, CostCentre.code)
    )  # fmt: skip
    yield from session.execute(question)
