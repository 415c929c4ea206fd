"""Who invoices, version after version, and who is invoiced."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

ACCOUNTS = ("bankgiro", "plusgiro", "iban")
WAYS = ("folder", "manual")
SCHEMES = ("0007", "0088")


class Issuer(Base):
    """The issuer's settings as they were from a moment on; a change is a new row, and the newest holds.

    `treatments` says for each kind of invoice its VAT category, rate in basis points and the reason for no VAT.
    """

    __tablename__ = "invoice_issuer"
    __table_args__ = (
        one_of("payment_kind", ACCOUNTS),
        one_of("way", WAYS),
        sa.CheckConstraint("days BETWEEN 0 AND 90", name="days_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    org_number: Mapped[str] = mapped_column(sa.String(10))
    vat_number: Mapped[str] = mapped_column(sa.String(14))
    f_tax: Mapped[bool]
    scheme: Mapped[str] = mapped_column(sa.String(4), default="0007")
    endpoint: Mapped[str] = mapped_column(sa.String(13))
    payment_kind: Mapped[str] = mapped_column(sa.String(10))
    account: Mapped[str] = mapped_column(sa.String(34))
    bic: Mapped[str] = mapped_column(sa.String(11), default="")
    street: Mapped[str] = mapped_column(sa.String(120))
    postal_code: Mapped[str] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(60))
    seat: Mapped[str] = mapped_column(sa.String(60), default="")
    contact: Mapped[str] = mapped_column(sa.String(120), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    days: Mapped[int] = mapped_column(default=30)
    whole_kronor: Mapped[bool] = mapped_column(default=False)
    way: Mapped[str] = mapped_column(sa.String(10), default="folder")
    treatments: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    at: Mapped[dt.datetime]


class InvoiceCustomer(Base):
    """An organisation as a customer: its numbers, its e-address and the reference it wants, word for word."""

    __tablename__ = "invoice_customer"
    __table_args__ = (one_of("scheme", SCHEMES),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    org_number: Mapped[str] = mapped_column(sa.String(10))
    vat_number: Mapped[str] = mapped_column(sa.String(14))
    scheme: Mapped[str] = mapped_column(sa.String(4))
    endpoint: Mapped[str] = mapped_column(sa.String(13))
    reference: Mapped[str] = mapped_column(sa.String(60))
    street: Mapped[str] = mapped_column(sa.String(120))
    postal_code: Mapped[str] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[dt.datetime]
