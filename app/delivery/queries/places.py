"""Where things go, and who is told: IT's goods reception, the people of an order."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CONFIRMED, CostCentre, Person, RoleGrant, Unit, Workplace
from app.orders.models import Order
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class Reception:
    """Where IT takes goods in, and what suppliers write on invoices for what IT pays."""

    organisation_id: int | None
    address: str
    invoice_reference: str
    cost_centre: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to write to."""

    name: str
    email: str


def it_reception(session: Session) -> Reception:
    """The goods reception of IT arbetsplats: the workplace of the unit where its people are; empty without one."""
    question = (
        sa.select(Workplace, Unit, CostCentre.code, CostCentre.activity)
        .join(Unit, Unit.id == Workplace.unit_id)
        .join(Person, Person.unit_id == Unit.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .where(RoleGrant.role == Role.IT_WORKPLACE, RoleGrant.state == CONFIRMED)
        .order_by(RoleGrant.id, Workplace.id)
        .limit(1)
    )
    return _reception(session, question)


def reception_of(session: Session, unit_id: int) -> Reception:
    """The goods reception of a unit of IT; empty for one without a workplace."""
    question = (
        sa.select(Workplace, Unit, CostCentre.code, CostCentre.activity)
        .join(Unit, Unit.id == Workplace.unit_id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .where(Unit.id == unit_id)
        .order_by(Workplace.id)
        .limit(1)
    )
    return _reception(session, question)


def _reception(session: Session, question: sa.Select[Workplace, Unit, str, str]) -> Reception:
    row = session.execute(question).one_or_none()
    if row is None:
        return Reception(None, "", "", "")
    place, unit, code, activity = row
    address = f"{unit.name}, {place.name}, {place.street}, {place.postal_code} {place.town}"
    return Reception(unit.organisation_id, address, unit.invoice_reference, " ".join(filter(None, (code, activity))))


def addressee(session: Session, order: Order) -> Addressee:
    """Who is told about a delivery: the recipient, or the orderer when the recipient has no account yet."""
    person_id = order.recipient_id or order.orderer_id
    row = session.execute(sa.select(Person.name, Person.email).where(Person.id == person_id)).one()
    return Addressee(row.name, row.email)
