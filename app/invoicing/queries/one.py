"""One document with everything its page tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.invoicing.models import InvoiceGroup, InvoicePaper, InvoiceStanding, InvoiceStep, IssuedInvoice
from app.invoicing.queries.credits import Left, left_of
from app.invoicing.queries.reach import readable
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Found:
    """A document and where it stands."""

    row: IssuedInvoice
    standing: InvoiceStanding


@dataclass(frozen=True, slots=True)
class Told:
    """What a document's page tells besides: lines with what is left, VAT, steps, and the documents it belongs with."""

    lines: Sequence[Left]
    groups: Sequence[InvoiceGroup]
    steps: Sequence[InvoiceStep]
    related: Sequence[IssuedInvoice]

    @property
    def left(self) -> int:
        """How much is left to credit, öre without VAT."""
        return sum(each.left for each in self.lines)


def by_number(session: Session, me: Visitor, number: str) -> Found:
    """A document I may read; raises Missing for any other. One question."""
    question = (
        sa.select(IssuedInvoice, InvoiceStanding)
        .join(InvoiceStanding, InvoiceStanding.invoice_id == IssuedInvoice.id)
        .where(IssuedInvoice.number == number, readable(me))
    )
    found = session.execute(question).one_or_none()
    if found is None:
        raise Missing
    return Found(*found)


def told_of(session: Session, row: IssuedInvoice) -> Told:
    """Everything else about a document. Four questions."""
    groups = sa.select(InvoiceGroup).where(InvoiceGroup.invoice_id == row.id).order_by(InvoiceGroup.rate.desc())
    steps = sa.select(InvoiceStep).where(InvoiceStep.invoice_id == row.id).order_by(InvoiceStep.id.desc())
    either = sa.or_(IssuedInvoice.credits_id == row.id, IssuedInvoice.id == (row.credits_id or 0))
    related = sa.select(IssuedInvoice).where(either).order_by(IssuedInvoice.id)
    return Told(
        left_of(session, row.id),
        session.scalars(groups).all(),
        session.scalars(steps).all(),
        session.scalars(related).all(),
    )


def paper(session: Session, row: IssuedInvoice, kind: str) -> bytes:
    """The kept bytes of a document."""
    return session.scalars(
        sa.select(InvoicePaper.data).where(InvoicePaper.invoice_id == row.id, InvoicePaper.kind == kind)
    ).one()
