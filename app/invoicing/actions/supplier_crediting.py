"""A supplier's invoice that deviates and its credit notes: together they may be right, or cancel each other out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.invoicing.models.supplier import (
    CREDIT_NOTE,
    INVOICE,
    PAID,
    REJECTED,
    THOUSAND,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from app.words import say
from catalogue.matching import OPEN, Billed, Billing, Found, InvoiceState

Rows = Sequence[SupplierInvoiceLine]


def credits_of(session: Session, invoice: SupplierInvoice) -> Sequence[SupplierInvoice]:
    """The credit notes about an invoice that are right, or are taken as they are, oldest first."""
    row = SupplierInvoice
    stands = sa.or_(row.state == InvoiceState.MATCHED, row.closed_as == PAID)
    return session.scalars(_about(invoice).where(stands).order_by(row.id)).all()


def debited_by(session: Session, note: SupplierInvoice) -> SupplierInvoice | None:
    """The invoice that a credit note is about, where somebody still has it to sort out."""
    if note.kind != CREDIT_NOTE or not note.corrects:
        return None
    row = SupplierInvoice
    question = sa.select(row).where(
        row.supplier_id == note.supplier_id, row.document == note.corrects, row.kind == INVOICE, row.state.in_(OPEN)
    )
    return session.scalars(question).first()


def taken_back(session: Session, notes: Sequence[SupplierInvoice]) -> list[Found]:
    """The lines of credit notes as the rules read them: what they took back of which order line."""
    question = sa.select(SupplierInvoiceLine).where(SupplierInvoiceLine.invoice_id.in_([note.id for note in notes]))
    rows = session.scalars(question.order_by(SupplierInvoiceLine.invoice_id, SupplierInvoiceLine.position))
    return [Found(billed_of(row), row.line_id, row.frozen, row.pieces, row.counted) for row in rows]


def billed_of(row: SupplierInvoiceLine) -> Billed:
    """A line as the rules read it."""
    return Billed(
        position=row.position, net=row.net, quantity=Decimal(row.thousandths) / THOUSAND, vat_rate=row.vat_rate,
        order=row.order_number, order_line=row.order_line, article=row.article, billing=Billing(row.billing),
    )  # fmt: skip


def cancel(session: Session, invoice: SupplierInvoice, *, actor: Actor, at: dt.datetime) -> list[int]:
    """Close an invoice and a credit note of all of it that both deviate: neither is paid, neither takes of the order.

    A credit note repeats what was wrong with its invoice, such as the reference. Returns the order lines that are free.
    """
    is_note, is_open = invoice.kind == CREDIT_NOTE, SupplierInvoice.state.in_(OPEN)
    waiting = _about(invoice).where(is_open).order_by(SupplierInvoice.id)
    other = debited_by(session, invoice) if is_note else session.scalars(waiting).first()
    if other is None or (other.net, other.vat) != (invoice.net, invoice.vat):
        return []
    about, note = (other, invoice) if is_note else (invoice, other)
    shut(session, about, say("supplier_invoices.cancelled.by", note=note.document), REJECTED, actor=actor, at=at)
    shut(session, note, say("supplier_invoices.cancelled.all", invoice=about.document), REJECTED, actor=actor, at=at)
    rows = SupplierInvoiceLine
    freed = session.scalars(sa.select(rows).where(rows.invoice_id.in_([about.id, note.id]))).all()
    for row in freed:
        row.pieces = row.counted = 0
    return [row.line_id for row in freed if row.line_id]


def shut(
    session: Session, invoice: SupplierInvoice, reason: str, closed_as: str, *, actor: Actor, at: dt.datetime
) -> None:  # which invoice, why, and how
    """Close an invoice; what the shop does by itself is in the name of who took the invoice in."""
    invoice.state, invoice.state_at = InvoiceState.CLOSED.value, at
    invoice.closed_by = invoice.registered_by if actor.id is None else actor.id
    invoice.closed_reason, invoice.closed_as = reason[:500], closed_as
    told = {"number": invoice.number, "document": invoice.document, "reason": reason}
    history.record(session, actor, at, [Event("supplier_invoice", invoice.id, "supplier_invoice.closed", told)])


def _about(invoice: SupplierInvoice) -> sa.Select[SupplierInvoice]:
    """The credit notes that name an invoice."""
    row = SupplierInvoice
    return sa.select(row).where(
        row.supplier_id == invoice.supplier_id, row.kind == CREDIT_NOTE, row.corrects == invoice.document
    )
