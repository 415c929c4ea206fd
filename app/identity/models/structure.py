"""How units came to stand where they stand: what held before, and what is decided to come."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.structure import ChangeKind

PLAN_STATES = ("planned", "applied", "cancelled", "refused")


class UnitSpan(Base):
    """Name and place of a unit as they held from one day (None: always) until, but not on, another."""

    __tablename__ = "unit_span"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "valid_to"),
        sa.CheckConstraint("valid_from IS NULL OR valid_from < valid_to", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(120))


class UnitChange(Base):
    """A decision about a unit that holds from a day: who decided, what, and whether it has been carried out."""

    __tablename__ = "unit_change"
    __table_args__ = (
        one_of("kind", ChangeKind),
        one_of("state", PLAN_STATES),
        sa.CheckConstraint("(kind = 'merge') = (into_id IS NOT NULL)", name="merge"),
        sa.CheckConstraint("into_id <> unit_id", name="into_other"),
        sa.CheckConstraint("parent_id <> unit_id", name="under_other"),
        sa.CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name="settled"),
        sa.Index("ix_unit_change_due", "state", "effective_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    effective_on: Mapped[dt.date]
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    decided_by: Mapped[str] = mapped_column(sa.String(120))
    decided_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    refusal: Mapped[str] = mapped_column(sa.String(300), default="")
