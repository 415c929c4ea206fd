"""Age replacement: a new device for an old one, in two legs; and what is to come back to IT."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class RenewalState(StrEnum):
    """Where a renewal stands: to be picked, ordered, the new one handed over, both legs done; or it came to nothing."""

    DRAFT = "draft"
    ORDERED = "ordered"
    DELIVERED = "delivered"
    CLOSED = "closed"
    DROPPED = "dropped"


R = RenewalState
RENEWAL_MOVES: dict[RenewalState, frozenset[RenewalState]] = {
    R.DRAFT: frozenset({R.ORDERED, R.DELIVERED, R.DROPPED}),
    # What the chef declines, or somebody cancels, may be picked anew.
    R.ORDERED: frozenset({R.DRAFT, R.DELIVERED, R.DROPPED}),
    R.DELIVERED: frozenset({R.CLOSED}),
    R.CLOSED: frozenset(),
    R.DROPPED: frozenset(),
}
DEBT_CAUSES = ("swap", "leaver")
DEBT_OUTCOMES = ("scanned", "reason", "passed_on", "gone")
_OPEN = sa.text("settled_at IS NULL")


class Renewal(Base):
    """One device that has lived its planned life, and the one that takes its place; a device has one, ever.

    It closes when the new one is handed over and the old one scanned, or a reason approved why it does not come.
    """

    __tablename__ = "device_renewal"
    __table_args__ = (
        one_of("state", RenewalState),
        sa.CheckConstraint("new_device_id <> device_id", name="two_devices"),
        sa.CheckConstraint("(new_done_at IS NULL) = (state IN ('draft', 'ordered', 'dropped'))", name="new_leg"),
        sa.CheckConstraint(
            "state <> 'closed' OR (new_done_at IS NOT NULL AND old_done_at IS NOT NULL)", name="both_legs"
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (state NOT IN ('closed', 'dropped'))", name="ended"),
        sa.Index("ix_device_renewal_state", "state", "id"),
        sa.Index("ix_device_renewal_holder", "holder_id", "state", "id"),
        sa.Index("ix_device_renewal_unit", "unit_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), unique=True)
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    due_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    planned_at: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), unique=True)
    picked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    picked_at: Mapped[dt.datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    new_device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), unique=True)
    new_done_at: Mapped[dt.datetime | None]
    old_done_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]


class ReturnDebt(Base):
    """A device that is to come back to IT: its holder got a new one, or has left.

    It is settled when the device is scanned in, passed on, gone for good, or IT has approved a reason. Nobody approves
    a reason of their own.
    """

    __tablename__ = "return_debt"
    __table_args__ = (
        one_of("cause", DEBT_CAUSES),
        one_of("outcome", DEBT_OUTCOMES),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("outcome <> 'reason' OR (reason <> '' AND approved_by IS NOT NULL)", name="approved_reason"),
        sa.CheckConstraint("approved_by <> reason_by", name="never_ones_own"),
        sa.Index("uq_return_debt_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_return_debt_device", "device_id", "id"),
        sa.Index("ix_return_debt_unit", "unit_id", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    cause: Mapped[str] = mapped_column(sa.String(10))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    holder_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    since: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    reason_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reason_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    reason_at: Mapped[dt.datetime | None]
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(sa.String(10))
    settled_at: Mapped[dt.datetime | None]
