"""Invoices for tests, issued as the shop does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.history import Actor
from app.identity.models import Organisation
from app.invoicing import actions
from app.invoicing.models import InvoicePaper, InvoiceStanding, InvoiceStep, IssuedInvoice
from catalogue.invoices import Kind, Line
from tests.catalogue.invoice_scenes import line
from tests.databases import MOMENT

ELIN = Actor(None, "Elin Dahl")


def organisation(session: Session, key: str = "laxa") -> int:
    return session.scalars(sa.select(Organisation.id).where(Organisation.key == key)).one()


def issued(
    session: Session, *lines: Line, key: str = "test:1", to: str = "laxa", kind: Kind = Kind.LICENCE, **more: Any
) -> IssuedInvoice:
    """An issued invoice, committed."""
    session.rollback()
    begin_write(session)
    of = organisation(session, to)
    basis = actions.basis_for(session, kind, of, lines or (line(),), key=key, **more)
    row = actions.issue(session, basis, of, actor=ELIN, at=MOMENT)
    session.commit()
    return row


def credited(
    session: Session, invoice: IssuedInvoice, amounts: dict[int, int] | None = None, key: str = "a"
) -> IssuedInvoice:
    """A credit note, committed."""
    session.rollback()
    begin_write(session)
    row = actions.credit(session, invoice, actions.Credit(key, "Fel antal.", amounts), actor=ELIN, at=MOMENT)
    session.commit()
    return row


def paper(session: Session, row: IssuedInvoice, kind: str = "xml") -> bytes:
    return session.get_one(InvoicePaper, (row.id, kind)).data


def state(session: Session, row: IssuedInvoice) -> str:
    session.rollback()
    return session.get_one(InvoiceStanding, row.id, populate_existing=True).state


def steps(session: Session, row: IssuedInvoice) -> Sequence[str]:
    return session.scalars(
        sa.select(InvoiceStep.state).where(InvoiceStep.invoice_id == row.id).order_by(InvoiceStep.id)
    ).all()
