"""What suppliers have promised and say they have sent, unit by unit, and where that and what came disagree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

SHIPMENT_STATES = ("announced", "received", "closed_short")
# refused: the supplier cannot deliver a line. missing: announced, never came. unannounced: came, was never announced.
# unmatched: a file about an order nobody knows. question: the supplier asks.
MISMATCHES = ("refused", "missing", "unannounced", "unmatched", "question")


class Shipment(Base):
    """What a supplier says it has sent, under the number of its dispatch note."""

    __tablename__ = "shipment"
    __table_args__ = (
        one_of("state", SHIPMENT_STATES),
        sa.UniqueConstraint("supplier_id", "number"),
        sa.CheckConstraint("(state = 'announced') = (ended_at IS NULL)", name="ended"),
        sa.Index("ix_shipment_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_document.id"), unique=True)
    number: Mapped[str] = mapped_column(sa.String(80))
    tracking: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[str] = mapped_column(sa.String(14), default=SHIPMENT_STATES[0])
    announced_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class ShipmentLine(Base):
    """How many of one order line a sending holds, and how many of them have been taken in."""

    __tablename__ = "shipment_line"
    __table_args__ = (
        sa.UniqueConstraint("shipment_id", "line_id"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("received BETWEEN 0 AND quantity", name="received_range"),
        sa.Index("ix_shipment_line_line", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(sa.ForeignKey("shipment.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)


class ShipmentUnit(Base):
    """One unit of a sending, as the supplier read it from the box."""

    __tablename__ = "shipment_unit"
    __table_args__ = (sa.UniqueConstraint("shipment_line_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_line_id: Mapped[int] = mapped_column(sa.ForeignKey("shipment_line.id"), index=True)
    serial: Mapped[str] = mapped_column(sa.String(60), index=True)
    imei: Mapped[str | None] = mapped_column(sa.String(15), index=True)
    imei2: Mapped[str | None] = mapped_column(sa.String(15), index=True)
    received_at: Mapped[dt.datetime | None]


class Promise(Base):
    """How many of a line the supplier promises for a day; the first that has not come is when the next is expected."""

    __tablename__ = "delivery_promise"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    position: Mapped[int]
    quantity: Mapped[int]
    expected_on: Mapped[dt.date | None]


class Mismatch(Base):
    """Something that does not agree with something else, until a person has dealt with it and said how."""

    __tablename__ = "delivery_mismatch"
    __table_args__ = (
        one_of("kind", MISMATCHES),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled"),
        sa.Index("ix_delivery_mismatch_open", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    shipment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shipment.id"))
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_document.id"))
    partner_order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_order.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    noted_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_text: Mapped[str] = mapped_column(sa.String(500), default="")
