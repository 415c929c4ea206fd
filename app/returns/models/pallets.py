"""Pallets for the recycler: sealed with a manifest, picked up, reported, settled."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

STATES = ("open", "sealed", "picked_up", "reported", "settled")
FINDINGS = ("missing", "unexpected", "extra_wiped")


class Pallet(Base):
    """What goes to the recycler together; from the seal on its manifest stands, and the digest over it."""

    __tablename__ = "pallet"
    __table_args__ = (
        one_of("state", STATES),
        sa.CheckConstraint(
            "state = 'open' OR (seal_number <> '' AND manifest <> '' AND sealed_at IS NOT NULL)", name="sealed"
        ),
        sa.CheckConstraint(
            "state NOT IN ('picked_up', 'reported', 'settled') OR picked_up_at IS NOT NULL", name="gone"
        ),
        sa.CheckConstraint("(report_digest = '') = (reported_at IS NULL)", name="report"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    opened_at: Mapped[dt.datetime]
    seal_number: Mapped[str] = mapped_column(sa.String(40), default="")
    manifest: Mapped[str] = mapped_column(sa.String(64), default="")
    sealed_at: Mapped[dt.datetime | None]
    sealed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    picked_up_at: Mapped[dt.datetime | None]
    driver: Mapped[str] = mapped_column(sa.String(120), default="")
    reported_at: Mapped[dt.datetime | None]
    report_name: Mapped[str] = mapped_column(sa.String(160), default="")
    report_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    settled_at: Mapped[dt.datetime | None]


class PalletItem(Base):
    """A device on a pallet, and what the recycler said of it; `amount` is what it pays, öre."""

    __tablename__ = "pallet_item"
    __table_args__ = (
        one_of("result", ("", "matched", "missing")),
        sa.CheckConstraint("amount >= 0", name="amount"),
        sa.CheckConstraint("certificate = '' OR serial <> ''", name="certificate_of_something"),
        sa.UniqueConstraint("pallet_id", "serial"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pallet_id: Mapped[int] = mapped_column(sa.ForeignKey("pallet.id"))
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return_request.id"), unique=True)
    serial: Mapped[str] = mapped_column(sa.String(60))
    result: Mapped[str] = mapped_column(sa.String(10), default="")
    certificate: Mapped[str] = mapped_column(sa.String(60), default="")
    amount: Mapped[int] = mapped_column(default=0)


class PalletFinding(Base):
    """Where a report and a manifest differ; a missing device has an incident with seventy-two hours on its clock."""

    __tablename__ = "pallet_finding"
    __table_args__ = (
        one_of("kind", FINDINGS),
        sa.UniqueConstraint("pallet_id", "serial"),
        sa.CheckConstraint("kind <> 'missing' OR case_id IS NOT NULL", name="missing_has_incident"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pallet_id: Mapped[int] = mapped_column(sa.ForeignKey("pallet.id"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    serial: Mapped[str] = mapped_column(sa.String(60))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_case.id"))
    tag: Mapped[str] = mapped_column(sa.String(30), default="")
    settled_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(500), default="")


class Credit(Base):
    """What a recycler paid for a device, to the cost centre that owned it; öre."""

    __tablename__ = "return_credit"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.Index("ix_return_credit_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("pallet_item.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    cost_centre: Mapped[str] = mapped_column(sa.String(60))
    amount: Mapped[int]
    credited_at: Mapped[dt.datetime]


class ReportColumns(Base):
    """Which headings a recycler's reports have, as they were named the last time."""

    __tablename__ = "report_columns"

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
