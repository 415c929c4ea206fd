"""What is left to credit of an invoice."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.invoicing.models import InvoiceGroup, InvoiceLine, InvoiceSource, IssuedInvoice
from catalogue.invoices import Category, Group


@dataclass(frozen=True, slots=True)
class Left:
    """A line of an invoice, what of its amount no credit note has taken yet, öre, and how many things it charges."""

    line: InvoiceLine
    left: int
    behind: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it has been credited."""
        return self.left == self.line.net


def left_of(session: Session, invoice_id: int) -> list[Left]:
    """The lines of an invoice in order, with what is left of each. One question."""
    taking = aliased(InvoiceLine)
    taken = sa.select(sa.func.coalesce(sa.func.sum(taking.net), 0)).where(taking.credits_id == InvoiceLine.id)
    behind = sa.select(sa.func.count()).where(InvoiceSource.line_id == InvoiceLine.id).scalar_subquery()
    lines = sa.select(InvoiceLine, taken.scalar_subquery(), behind).where(InvoiceLine.invoice_id == invoice_id)
    found = session.execute(lines.order_by(InvoiceLine.place))
    return [Left(line, line.net - int(gone), count) for line, gone, count in found]


def taken_groups(session: Session, invoice_id: int) -> list[Group]:
    """What earlier credit notes have taken of an invoice, group by group."""
    question = sa.select(InvoiceGroup).join(IssuedInvoice, IssuedInvoice.id == InvoiceGroup.invoice_id)
    rows = session.scalars(question.where(IssuedInvoice.credits_id == invoice_id))
    return [Group(Category(row.category), row.rate, row.net, row.vat) for row in rows]
