"""A frozen forecast: who took it, when, of which scenario, and every row; no row is ever altered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Snapshot(Base):
    """A forecast as it stood on a day. `scenario` and `prices` (öre by kind) are what it was reckoned with."""

    __tablename__ = "radar_snapshot"
    __table_args__ = (sa.CheckConstraint("title <> ''", name="has_title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    day: Mapped[dt.date]
    first: Mapped[int]
    ahead: Mapped[int]
    scenario: Mapped[dict[str, Any]]
    prices: Mapped[dict[str, Any]]
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]


class SnapshotRow(Base):
    """Of one kind in one unit in a year: how many and at which price, in the scenario and as things stood (`base_…`).

    Prices are öre excluding VAT, None where nobody knew them. Names are as they were that day.
    """

    __tablename__ = "radar_snapshot_row"
    __table_args__ = (
        sa.CheckConstraint("count >= 0 AND base_count >= 0", name="counts"),
        sa.UniqueConstraint("snapshot_id", "year", "unit_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("radar_snapshot.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(sa.String(60))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(40))
    device_class: Mapped[str] = mapped_column(sa.String(20))
    payer: Mapped[str] = mapped_column(sa.String(12))
    year: Mapped[int]
    count: Mapped[int]
    unit_price: Mapped[int | None]
    base_count: Mapped[int]
    base_price: Mapped[int | None]


class BudgetCopy(Base):
    """A line of a budget that came from a frozen forecast: so many of a kind at that price (R-127).

    A later copy to the same year takes its place; whoever removes the line of the budget removes this with it.
    """

    __tablename__ = "radar_budget_copy"
    __table_args__ = (sa.CheckConstraint("count > 0", name="count"),)

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_line.id", ondelete="CASCADE"), primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("radar_snapshot.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    count: Mapped[int]
    unit_price: Mapped[int]
    copied_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    copied_by_name: Mapped[str] = mapped_column(sa.String(120))
    copied_at: Mapped[dt.datetime]
