"""Claims: what broke, under which warranty, who handles it and what came of it; its case holds the thread."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.warranty import DECIDED, ROUTED, Cause, ClaimState

_OPEN = sa.text("state <> 'closed'")


class Claim(Base):
    """A warranty claim on a device, or on some pieces of an order line; its number is that of its case (R-144).

    `route` is where it was sent first, `shared_at` when IT or the municipality let the supplier in. What was decided
    has words, a name and a moment; what was replaced points at the new device when the thing is in the register.
    """

    __tablename__ = "warranty_claim"
    __table_args__ = (
        one_of("state", ClaimState),
        one_of("route", sorted(ROUTED)),
        one_of("cause", Cause),
        one_of("outcome", ("", *sorted(DECIDED))),
        sa.CheckConstraint("device_id IS NOT NULL OR order_line_id IS NOT NULL", name="on_something"),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_range"),
        sa.CheckConstraint("device_id IS NULL OR quantity = 1", name="one_device"),
        sa.CheckConstraint("(outcome = '') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("outcome = '' OR answer <> ''", name="with_words"),
        sa.CheckConstraint("replacement_id IS NULL OR outcome = 'replaced'", name="replacement"),
        sa.CheckConstraint("replacement_id IS NULL OR replacement_id <> device_id", name="another_device"),
        sa.CheckConstraint("route <> 'routed_supplier' OR supplier_id IS NOT NULL", name="has_supplier"),
        # No device has two claims that are not closed.
        sa.Index("uq_warranty_claim_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_warranty_claim_line", "order_line_id", "state"),
        sa.Index("ix_warranty_claim_supplier", "supplier_id", "id"),
        sa.Index("ix_warranty_claim_route", "route", "state", "id"),
        sa.Index("ix_warranty_claim_holder", "holder_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), unique=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    thing: Mapped[str] = mapped_column(sa.String(120))
    illustration: Mapped[str] = mapped_column(sa.String(40))
    quantity: Mapped[int] = mapped_column(default=1)
    cause: Mapped[str] = mapped_column(sa.String(10))
    broke_on: Mapped[dt.date | None]
    warranty_end: Mapped[dt.date]
    route: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(20), default=ClaimState.SUBMITTED.value)
    shared_at: Mapped[dt.datetime | None]
    supplier_reference: Mapped[str] = mapped_column(sa.String(60), default="")
    loaner_wanted: Mapped[bool] = mapped_column(default=False)
    loaner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    answer: Mapped[str] = mapped_column(sa.String(2000), default="")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[dt.datetime | None]
    replacement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), unique=True)
    closed_at: Mapped[dt.datetime | None]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back: closed with nothing decided."""
        return self.state == ClaimState.CLOSED and not self.outcome
