"""A request for something outside the range, with both answers and what became of it (L105-L106, R-034)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.outside import WITH_BOTH, Class, ExceptionState

# What the desks and the history call it.
EXCEPTION = "exception"
BOTH = ", ".join(f"'{state.value}'" for state in WITH_BOTH)


class ExceptionRequest(Base):
    """Something that somebody wants and the range does not hold. Prices are öre for one, excluding VAT.

    `manager_id` and `it_id` are those who said yes; `suggested` the items of the range that were shown first.
    `expires_on` is the last day to buy, `review_on` the day when IT looks at it again.
    """

    __tablename__ = "exception_request"
    __table_args__ = (
        one_of("state", ExceptionState),
        one_of("device_class", Class),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_range"),
        sa.CheckConstraint("unit_price > 0", name="priced"),
        sa.CheckConstraint(
            f"state NOT IN ({BOTH}) OR (manager_id IS NOT NULL AND it_id IS NOT NULL AND manager_id <> it_id)",
            name="both_said_yes",
        ),
        sa.CheckConstraint(
            "(manager_id IS NULL OR manager_id <> requester_id) AND (it_id IS NULL OR it_id <> requester_id)",
            name="never_own",
        ),
        sa.CheckConstraint("state <> 'conditional' OR conditions <> ''", name="conditions_said"),
        sa.CheckConstraint("state <> 'declined' OR decline_reason <> ''", name="declined_with_reason"),
        sa.CheckConstraint("state <> 'referred' OR budget_year IS NOT NULL", name="referred_to_a_year"),
        sa.CheckConstraint(
            "state NOT IN ('purchased', 'registered') OR purchased_on IS NOT NULL", name="purchased_on_a_day"
        ),
        sa.Index("ix_exception_request_mine", "requester_id", "id"),
        sa.Index("ix_exception_request_unit", "unit_id", "id"),
        sa.Index("ix_exception_request_state", "state", "id"),
        sa.Index("ix_exception_request_alike", "device_class", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    requester_name: Mapped[str] = mapped_column(sa.String(120))
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recipient_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(120))
    device_class: Mapped[str] = mapped_column(sa.String(10))
    quantity: Mapped[int]
    unit_price: Mapped[int]
    supplier: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.Text)
    why_not: Mapped[str] = mapped_column(sa.Text, default="")
    suggested: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    connects: Mapped[bool]
    ways: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    personal_data: Mapped[bool] = mapped_column(default=False)
    needed_by: Mapped[dt.date | None]
    quote_key: Mapped[str] = mapped_column(sa.String(64), default="")
    quote_name: Mapped[str] = mapped_column(sa.String(160), default="")
    sent_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(20))
    state_at: Mapped[dt.datetime]
    manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    manager_name: Mapped[str] = mapped_column(sa.String(260), default="")
    it_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    it_name: Mapped[str] = mapped_column(sa.String(260), default="")
    conditions: Mapped[str] = mapped_column(sa.Text, default="")
    expires_on: Mapped[dt.date | None]
    review_on: Mapped[dt.date | None]
    reviewed_at: Mapped[dt.datetime | None]
    review_note: Mapped[str] = mapped_column(sa.Text, default="")
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    alternative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    alternative_sought: Mapped[bool] = mapped_column(default=False)
    budget_year: Mapped[int | None]
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"))
    purchased_on: Mapped[dt.date | None]
    purchase_price: Mapped[int | None]
    purchase_reference: Mapped[str] = mapped_column(sa.String(60), default="")
    reminded_at: Mapped[dt.datetime | None]

    @property
    def amount(self) -> int:
        """What it would cost in all, öre excluding VAT."""
        return self.unit_price * self.quantity

    @property
    def own(self) -> frozenset[int]:
        """Those whose own it is: they decide nothing about it."""
        return frozenset({self.requester_id, self.recipient_id or self.requester_id})


class ExceptionDevice(Base):
    """A device of the register that came with an approved exception."""

    __tablename__ = "exception_device"

    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("exception_request.id"), index=True)
