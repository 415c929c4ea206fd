"""AV that is bought in a subcontractor's own channels, and the support agreements of a unit's AV (L130-L150)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# What the desks and the history call it.
AV = "av"
MOUNTINGS = ("own", "supplier")
SUPPORTS = ("none", "supplier", "other")


class AvState(StrEnum):
    """Where a buy stands: the chef's yes, IT's answers, then the unit buys and says so."""

    WAITING = "waiting"
    CONSULTING = "consulting"
    CLEARED = "cleared"
    REGISTERED = "registered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = AvState
MOVES: dict[AvState, frozenset[AvState]] = {
    S.WAITING: frozenset({S.CONSULTING, S.CLEARED, S.DECLINED, S.WITHDRAWN}),
    S.CONSULTING: frozenset({S.CLEARED, S.DECLINED, S.WITHDRAWN}),
    S.CLEARED: frozenset({S.REGISTERED, S.WITHDRAWN}),
    S.REGISTERED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class AvPurchase(Base):
    """A buy from a subcontractor: only the purchase and its answers are registered here. Amounts are öre, no VAT.

    `answers` holds yes and no by topic, as on an order line; `fixed` is whether anything is fastened to the building.
    """

    __tablename__ = "av_purchase"
    __table_args__ = (
        one_of("state", AvState),
        one_of("mounting", MOUNTINGS),
        one_of("support", SUPPORTS),
        sa.CheckConstraint("amount > 0", name="priced"),
        sa.CheckConstraint("state <> 'declined' OR decline_reason <> ''", name="declined_with_reason"),
        sa.CheckConstraint(
            "state <> 'registered' OR (bought_on IS NOT NULL AND reference <> '')", name="registered_whole"
        ),
        sa.Index("ix_av_purchase_mine", "requester_id", "id"),
        sa.Index("ix_av_purchase_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    requester_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    supplier_name: Mapped[str] = mapped_column(sa.String(120))
    what: Mapped[str] = mapped_column(sa.String(160))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    mounting: Mapped[str] = mapped_column(sa.String(10))
    fixed: Mapped[bool] = mapped_column(default=False)
    support: Mapped[str] = mapped_column(sa.String(10))
    sent_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(12))
    state_at: Mapped[dt.datetime]
    manager_name: Mapped[str] = mapped_column(sa.String(260), default="")
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    bought_on: Mapped[dt.date | None]
    paid: Mapped[int | None]
    reference: Mapped[str] = mapped_column(sa.String(60), default="")


class SupportAgreement(Base):
    """Somebody else's promise to support a unit's AV, between two days; the unit is reminded before the last one."""

    __tablename__ = "support_agreement"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.Index("ix_support_agreement_unit", "unit_id", "ends_on"),
        sa.Index("ix_support_agreement_ends", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(160))
    supplier: Mapped[str] = mapped_column(sa.String(120))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    purchase_id: Mapped[int | None] = mapped_column(sa.ForeignKey("av_purchase.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), unique=True)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    added_name: Mapped[str] = mapped_column(sa.String(120))
    added_at: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
