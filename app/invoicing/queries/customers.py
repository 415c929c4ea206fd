"""The organisations as customers: those that have told their details and those that have not."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.invoicing.models import InvoiceCustomer
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Customer:
    """An organisation, and its details as a customer when there are any."""

    organisation: Organisation
    row: InvoiceCustomer | None


def customers(session: Session) -> list[Customer]:
    """All organisations. One question."""
    return [Customer(*row) for row in session.execute(_all().order_by(Organisation.id))]


def customer_of(session: Session, key: str) -> Customer:
    """One by its key; raises Missing."""
    found = session.execute(_all().where(Organisation.key == key)).one_or_none()
    if found is None:
        raise Missing
    return Customer(*found)


def _all() -> sa.Select[Organisation, InvoiceCustomer | None]:
    return sa.select(Organisation, InvoiceCustomer).outerjoin(
        InvoiceCustomer, InvoiceCustomer.organisation_id == Organisation.id
    )
