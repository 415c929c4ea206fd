"""What is left to credit of an invoice."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.invoicing.models import InvoiceGroup, InvoiceLine, IssuedInvoice
from catalogue.invoices import Category, Group


@dataclass(frozen=True, slots=True)
class Left:
    """A line of an invoice, and how much of its amount no credit note has taken yet, öre."""

    line: InvoiceLine
    left: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it has been credited."""
        return self.left == self.line.net


def left_of(session: Session, invoice_id: int) -> list[Left]:
    """The lines of an invoice in order, with what is left of each. Two questions."""
    lines = session.scalars(
        sa.select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.place)
    ).all()
    taken_by = sa.select(InvoiceLine.credits_id, sa.func.sum(InvoiceLine.net)).join(
        IssuedInvoice, IssuedInvoice.id == InvoiceLine.invoice_id
    )
    rows = session.execute(taken_by.where(IssuedInvoice.credits_id == invoice_id).group_by(InvoiceLine.credits_id))
    taken = {line_id: int(net) for line_id, net in rows}
    return [Left(line, line.net - taken.get(line.id, 0)) for line in lines]


def taken_groups(session: Session, invoice_id: int) -> list[Group]:
    """What earlier credit notes have taken of an invoice, group by group."""
    question = sa.select(InvoiceGroup).join(IssuedInvoice, IssuedInvoice.id == InvoiceGroup.invoice_id)
    rows = session.scalars(question.where(IssuedInvoice.credits_id == invoice_id))
    return [Group(Category(row.category), row.rate, row.net, row.vat) for row in rows]
