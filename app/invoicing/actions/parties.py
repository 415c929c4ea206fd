"""Changing who invoices and who is invoiced."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import Organisation
from app.invoicing.models import InvoiceCustomer, Issuer
from app.refusal import Changed


def set_issuer(session: Session, values: dict[str, Any], *, actor: Actor, at: dt.datetime) -> Issuer:
    """Write the issuer's settings down as a new version; what was issued keeps the version it had."""
    history.hold(session)
    row = Issuer(**values, at=at)
    session.add(row)
    session.flush()
    history.record(session, actor, at, [Event("invoice_issuer", row.id, "invoice.issuer", {})])
    return row


def set_customer(
    session: Session, of: Organisation, values: dict[str, Any], *, seen: int, actor: Actor, at: dt.datetime
) -> None:
    """Write a customer's details down; raises Changed when somebody else has meanwhile (`seen`: the version shown)."""
    history.hold(session)
    row = session.get(InvoiceCustomer, of.id, with_for_update=True)
    if (row.version if row else 0) != seen:
        raise Changed("invoicing.refused.customer_changed", name=of.name)
    if row is None:
        session.add(InvoiceCustomer(organisation_id=of.id, version=1, **values, at=at))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.version, row.at = row.version + 1, at
    session.flush()
    history.record(session, actor, at, [Event("invoice_customer", of.id, "invoice.customer", {"name": of.name})])
