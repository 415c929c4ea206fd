"""How the range came to be: decisions, every change of an item, and the versions they made; none is ever altered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.assortment.models.items import STATES
from app.db import Base, one_of

BODIES = ("dialog_forum", "steering_group", "committee")
# decision: the forum's. it: what IT publishes itself (AV, licences, services). facts, price: IT's corrections.
# emergency: a swap at end of sale. reverted: a swap that nobody ratified in time.
CHANGES = ("decision", "it", "facts", "price", "emergency", "reverted")
SWAP_STATES = ("open", "ratified", "reverted")


class RangeDecision(Base):
    """A recorded decision that items of the range rest on (R-014)."""

    __tablename__ = "range_decision"
    __table_args__ = (
        one_of("body", BODIES),
        sa.CheckConstraint("effective_on >= decided_on", name="effective_after_decided"),
        sa.CheckConstraint("title <> ''", name="has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    body: Mapped[str] = mapped_column(sa.String(20), default=BODIES[0])
    decided_on: Mapped[dt.date]
    effective_on: Mapped[dt.date]
    title: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    meeting: Mapped[str] = mapped_column(sa.String(120), default="")
    proposal: Mapped[str] = mapped_column(sa.String(20), default="")
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]


class EmergencySwap(Base):
    """What IT did when a model went out of sale; it reverts on its day unless the forum ratifies it."""

    __tablename__ = "emergency_swap"
    __table_args__ = (
        one_of("state", SWAP_STATES),
        sa.CheckConstraint("new_id <> old_id", name="two_items"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint("state <> 'ratified' OR decision_id IS NOT NULL", name="ratified_by_decision"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    new_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[dt.datetime]
    ratify_by: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default=SWAP_STATES[0])
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"))
    ended_at: Mapped[dt.datetime | None]


class ItemChange(Base):
    """One change of one item, holding from a day: its new state where it gets one, and the columns that change.

    The range as of a day is what the changes up to it make, in the order of (effective_on, id).
    """

    __tablename__ = "item_change"
    __table_args__ = (
        one_of("change", CHANGES),
        sa.CheckConstraint(f"state IS NULL OR state IN {STATES}", name="state_word"),
        sa.CheckConstraint("change <> 'decision' OR decision_id IS NOT NULL", name="decided"),
        sa.CheckConstraint("change NOT IN ('facts', 'price') OR state IS NULL", name="corrections_keep_state"),
        sa.CheckConstraint("change NOT IN ('emergency', 'reverted') OR swap_id IS NOT NULL", name="swapped"),
        sa.Index("ix_item_change_item", "item_id", "effective_on", "id"),
        sa.Index("ix_item_change_day", "effective_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    change: Mapped[str] = mapped_column(sa.String(10))
    effective_on: Mapped[dt.date]
    state: Mapped[str | None] = mapped_column(sa.String(12))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"), index=True)
    swap_id: Mapped[int | None] = mapped_column(sa.ForeignKey("emergency_swap.id"))
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]


class RangeVersion(Base):
    """One version of the range that orders point at; its number is the one the catalogue had while it stood."""

    __tablename__ = "range_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    title: Mapped[str] = mapped_column(sa.String(200))
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"), index=True)


class AppliedChange(Base):
    """That a change took effect, and with which version."""

    __tablename__ = "applied_change"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("item_change.id"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.ForeignKey("range_version.number"), index=True)


class CatalogueVersion(Base):
    """The current version number of the catalogue (one row, id 1); bumped with every change of items."""

    __tablename__ = "catalogue_version"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
