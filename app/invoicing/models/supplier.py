"""Suppliers' invoices and credit notes as they came, where each line belongs, and what deviates; amounts are öre."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.matching import Billing, Deviation, InvoiceState

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
# An invoice that deviates is closed as paid all the same, or as one that is not paid and takes nothing of the order.
PAID, REJECTED = "paid", "rejected"
# Pieces are kept in thousandths, for suppliers invoice parts of an hour too.
THOUSAND = 1000


class SupplierInvoice(Base):
    """An invoice or credit note from a supplier; the same number from the same supplier is taken in once.

    `content` are the bytes as they came and `digest` their SHA-256; what was typed by hand is kept as it was typed.
    """

    __tablename__ = "supplier_invoice"
    __table_args__ = (
        one_of("kind", (INVOICE, CREDIT_NOTE)),
        one_of("source", ("peppol", "typed")),
        one_of("state", InvoiceState),
        sa.UniqueConstraint("supplier_id", "document"),
        sa.CheckConstraint("document <> ''", name="has_document"),
        sa.CheckConstraint("(state = 'closed') = (closed_reason <> '')", name="closed_with_reason"),
        sa.CheckConstraint("(state = 'closed') = (closed_by IS NOT NULL)", name="closed_by_somebody"),
        sa.CheckConstraint("(state = 'closed') = (closed_as <> '')", name="closed_somehow"),
        one_of("closed_as", ("", PAID, REJECTED)),
        sa.Index("ix_supplier_invoice_state", "state", "id"),
        sa.Index("ix_supplier_invoice_organisation", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    document: Mapped[str] = mapped_column(sa.String(80))
    corrects: Mapped[str] = mapped_column(sa.String(80), default="")
    reference: Mapped[str] = mapped_column(sa.String(120))
    order_number: Mapped[str] = mapped_column(sa.String(80))
    buyer: Mapped[str] = mapped_column(sa.String(20))
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[int] = mapped_column(sa.BigInteger)
    rounding: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(12), default=InvoiceState.REGISTERED.value)
    state_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(sa.String(8))
    file_name: Mapped[str] = mapped_column(sa.String(160), default="")
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    registered_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    registered_by_name: Mapped[str] = mapped_column(sa.String(120))
    registered_at: Mapped[dt.datetime]
    credit_asked_at: Mapped[dt.datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    closed_as: Mapped[str] = mapped_column(sa.String(10), default="")
    closed_reason: Mapped[str] = mapped_column(sa.String(500), default="")

    @property
    def payable(self) -> int:
        """What is to be paid, rounding included."""
        return self.net + self.vat + self.rounding


class SupplierInvoiceLine(Base):
    """A line as the supplier wrote it; `line_id` is the order line it belongs to, once that is known.

    `frozen` is what it should have cost, `pieces` and `counted` what it adds to what is invoiced of the order line.
    """

    __tablename__ = "supplier_invoice_line"
    __table_args__ = (one_of("billing", Billing), sa.UniqueConstraint("invoice_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier_invoice.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    article: Mapped[str] = mapped_column(sa.String(80))
    order_number: Mapped[str] = mapped_column(sa.String(80))
    order_line: Mapped[int]
    thousandths: Mapped[int] = mapped_column(sa.BigInteger)
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat_rate: Mapped[int]
    billing: Mapped[str] = mapped_column(sa.String(10))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    frozen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    pieces: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class SupplierDeviation(Base):
    """One thing that is wrong with a supplier's invoice as it stands now; `position` is the line, 0 for the whole."""

    __tablename__ = "supplier_deviation"
    __table_args__ = (one_of("word", Deviation), sa.Index("ix_supplier_deviation_invoice", "invoice_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier_invoice.id"))
    position: Mapped[int]
    word: Mapped[str] = mapped_column(sa.String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
