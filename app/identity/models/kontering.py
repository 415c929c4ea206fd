"""What carries a unit's or a person's costs unless something else is chosen, and the references a unit may use."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class KonteringDefault(Base):
    """The codes that are filled in from a day on, besides the cost centre; the latest that holds counts.

    A row is never changed: what shall hold from now on is a new one, and empty codes mean nothing. A person's go before
    their unit's, code by code; a unit's own cost centre stands on the unit.
    """

    __tablename__ = "kontering_default"
    __table_args__ = (
        sa.CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="of_one"),
        sa.CheckConstraint("unit_id IS NULL OR cost_centre_id IS NULL", name="centre_of_person"),
        sa.Index("ix_kontering_default_unit", "unit_id", "valid_from", "id"),
        sa.Index("ix_kontering_default_person", "person_id", "valid_from", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    cost_centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cost_centre.id"))
    codes: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    valid_from: Mapped[dt.date]
    decided_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_by_name: Mapped[str] = mapped_column(sa.String(120))


class UnitReference(Base):
    """A reference that suppliers may be told to write on invoices to a unit, besides the unit's own, exactly so."""

    __tablename__ = "unit_reference"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "reference"),
        sa.CheckConstraint("reference <> ''", name="stated"),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    reference: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
