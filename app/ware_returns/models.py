"""Wares on their way back to a supplier, and the terms each supplier takes them back on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.ware_returns import Reason, ReturnState


class ReturnTerms(Base):
    """What a supplier takes back, how long after delivery, at what fee (basis points), and where to."""

    __tablename__ = "return_terms"
    __table_args__ = (
        sa.CheckConstraint("wrong_days BETWEEN 0 AND 365 AND unwanted_days BETWEEN 0 AND 365", name="days_range"),
        sa.CheckConstraint("fee BETWEEN 0 AND 10000", name="fee_range"),
    )

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), primary_key=True)
    wrong_days: Mapped[int]
    unwanted_days: Mapped[int]
    fee: Mapped[int] = mapped_column(default=0)
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class WareReturn(Base):
    """Some of one order line that goes back, with the credit that is expected; amounts are öre excluding VAT."""

    __tablename__ = "ware_return"
    __table_args__ = (
        one_of("state", ReturnState),
        one_of("reason", Reason),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("expected >= 0", name="expected_positive"),
        sa.CheckConstraint("(state = 'credited') = (credited_at IS NOT NULL)", name="credited"),
        sa.CheckConstraint("state <> 'credited' OR (credit_note <> '' AND credited > 0)", name="credit_named"),
        sa.CheckConstraint("state <> 'refused' OR refusal <> ''", name="refusal_said"),
        sa.Index("ix_ware_return_state", "state", "id"),
        sa.Index("ix_ware_return_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    token: Mapped[str] = mapped_column(sa.String(80), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.String(1000), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    requested_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    requester_name: Mapped[str] = mapped_column(sa.String(120))
    requested_at: Mapped[dt.datetime]
    send_by: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default=ReturnState.REQUESTED.value)
    state_at: Mapped[dt.datetime]
    tracking: Mapped[str] = mapped_column(sa.String(80), default="")
    refusal: Mapped[str] = mapped_column(sa.String(500), default="")
    expected: Mapped[int]
    credited: Mapped[int] = mapped_column(default=0)
    credit_note: Mapped[str] = mapped_column(sa.String(60), default="")
    credited_at: Mapped[dt.datetime | None]
    credited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
