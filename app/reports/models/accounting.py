"""Accounting rows are only added; the one thing that is ever set on one is the export that took it, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.posting import Account, RowKind

SOURCES = ("order_line", "ware_return", "invoice_line", "invoice")
NOT_TAKEN = sa.text("export_id IS NULL")


class AccountingRow(Base):
    """A share of what something cost an organisation, öre without VAT and the VAT; negative where it is taken back.

    `source`, `source_id` and `generation` are what happened, booked once; its rows are one voucher.
    """

    __tablename__ = "accounting_row"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id", "generation", "position"),
        one_of("source", SOURCES),
        one_of("kind", RowKind),
        one_of("sort", Account),
        sa.Index("ix_accounting_row_trace", "booked_on", "id"),
        sa.Index("ix_accounting_row_organisation", "organisation_id", "booked_on", "id"),
        sa.Index("ix_accounting_row_unit", "unit_id", "booked_on", "id"),
        sa.Index("ix_accounting_row_line", "line_id"),
        sa.Index(
            "ix_accounting_row_not_taken", "organisation_id", "booked_on", sqlite_where=NOT_TAKEN,
            postgresql_where=NOT_TAKEN,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    booked_on: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(sa.String(12))
    sort: Mapped[str] = mapped_column(sa.String(12))
    payer: Mapped[str] = mapped_column(sa.String(12))
    source: Mapped[str] = mapped_column(sa.String(12))
    source_id: Mapped[int]
    generation: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    document: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.String(200))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120), default="")
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer_order.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    codes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[int] = mapped_column(sa.BigInteger)
    posted_at: Mapped[dt.datetime]
    export_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounting_export.id"), index=True)


class AccountChoice(Base):
    """Which account an organisation books a sort on from a day; a new choice is a new row, and the latest holds."""

    __tablename__ = "account_choice"
    __table_args__ = (
        one_of("sort", Account),
        sa.CheckConstraint("account <> ''", name="stated"),
        sa.Index("ix_account_choice_organisation", "organisation_id", "valid_from", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    sort: Mapped[str] = mapped_column(sa.String(12))
    account: Mapped[str] = mapped_column(sa.String(10))
    valid_from: Mapped[dt.date]
    chosen_at: Mapped[dt.datetime]
    chosen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    chosen_by_name: Mapped[str] = mapped_column(sa.String(120))


class AccountingExport(Base):
    """What was handed to a finance system: the period, the sums, and the bytes as they were made."""

    __tablename__ = "accounting_export"
    __table_args__ = (
        sa.CheckConstraint("period_first <= period_last", name="days"),
        sa.CheckConstraint("vouchers > 0", name="something"),
        sa.Index("ix_accounting_export_organisation", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    period_first: Mapped[dt.date]
    period_last: Mapped[dt.date]
    vouchers: Mapped[int]
    net: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[int] = mapped_column(sa.BigInteger)
    accounts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
