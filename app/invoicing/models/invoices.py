"""Issued documents. What was issued is never changed: the database refuses it, and only the standing moves.

Amounts are öre. Quantities and unit prices are whole ten-thousandths (of one, and of a krona), so that nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.invoices import Category, Document, Kind

PAPERS = ("xml", "pdf")
# What a customer answered about an invoice (Peppol Invoice Response).
RESPONSES = ("", "AB", "IP", "UQ", "CA", "RE", "AP", "PD")


class State(StrEnum):
    """Where a document stands on its way out."""

    CREATED = "created"
    VALIDATED = "validated"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"


class IssuedInvoice(Base):
    """An invoice or credit note under its number, with its figures; `key` names what it is for, once and for all."""

    __tablename__ = "issued_invoice"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("document", Document),
        sa.CheckConstraint("(document = 'credit') = (credits_id IS NOT NULL)", name="credits_an_invoice"),
        sa.CheckConstraint("due_on >= issued_on", name="due_after_issue"),
        sa.CheckConstraint("payable = net + vat + rounding", name="sums"),
        sa.Index("ix_issued_invoice_organisation", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    document: Mapped[str] = mapped_column(sa.String(8))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice_issuer.id"))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invoice_run.id"), index=True)
    credits_id: Mapped[int | None] = mapped_column(sa.ForeignKey("issued_invoice.id"), index=True)
    customer: Mapped[str] = mapped_column(sa.String(120))
    reference: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    ocr: Mapped[str] = mapped_column(sa.String(25))
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    period_first: Mapped[dt.date | None]
    period_last: Mapped[dt.date | None]
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[int] = mapped_column(sa.BigInteger)
    rounding: Mapped[int]
    payable: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime]


class InvoiceLine(Base):
    """A line as it was issued; a line of a credit note takes from a line of its invoice."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        sa.UniqueConstraint("invoice_id", "place"),
        one_of("category", Category),
        sa.CheckConstraint("unit_price >= 0", name="price_not_negative"),
        sa.CheckConstraint("quantity <> 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"))
    place: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str] = mapped_column(sa.Text, default="")
    quantity: Mapped[int] = mapped_column(sa.BigInteger)
    unit: Mapped[str] = mapped_column(sa.String(3))
    unit_price: Mapped[int] = mapped_column(sa.BigInteger)
    category: Mapped[str] = mapped_column(sa.String(1))
    rate: Mapped[int]
    net: Mapped[int] = mapped_column(sa.BigInteger)
    item_number: Mapped[str] = mapped_column(sa.String(60), default="")
    accounting: Mapped[str] = mapped_column(sa.String(120), default="")
    period_first: Mapped[dt.date | None]
    period_last: Mapped[dt.date | None]
    credits_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invoice_line.id"), index=True)


class InvoiceSource(Base):
    """What a line is for, such as a licence and a month: in one line of one document, and never in another."""

    __tablename__ = "invoice_source"

    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice_line.id"), index=True)


class InvoiceGroup(Base):
    """The taxable amount and the VAT of one category and rate."""

    __tablename__ = "invoice_group"

    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), primary_key=True)
    category: Mapped[str] = mapped_column(sa.String(1), primary_key=True)
    rate: Mapped[int] = mapped_column(primary_key=True)
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[int] = mapped_column(sa.BigInteger)


class InvoicePaper(Base):
    """The bytes as they were made, and their SHA-256; they are accounting material and never made again."""

    __tablename__ = "invoice_paper"
    __table_args__ = (one_of("kind", PAPERS),)

    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class InvoiceStanding(Base):
    """Where a document stands, and what its customer has answered: the one thing about it that moves."""

    __tablename__ = "invoice_standing"
    __table_args__ = (
        one_of("state", State),
        one_of("response", RESPONSES),
        sa.Index("ix_invoice_standing_state", "state", "invoice_id"),
    )

    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(12))
    state_at: Mapped[dt.datetime]
    response: Mapped[str] = mapped_column(sa.String(2), default="")
    response_note: Mapped[str] = mapped_column(sa.String(500), default="")
    response_at: Mapped[dt.datetime | None]


class InvoiceStep(Base):
    """A state that a document came to, when, and what there is to say of it."""

    __tablename__ = "invoice_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(12))
    at: Mapped[dt.datetime]
    message: Mapped[str] = mapped_column(sa.String(500), default="")


class InvoiceResponse(Base):
    """What a customer answered about a document (Peppol Invoice Response), with the bytes as they came; each once."""

    __tablename__ = "invoice_response"
    __table_args__ = (sa.UniqueConstraint("sender", "document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), index=True)
    sender: Mapped[str] = mapped_column(sa.String(20))
    document: Mapped[str] = mapped_column(sa.String(80))
    code: Mapped[str] = mapped_column(sa.String(2))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[dt.datetime]
