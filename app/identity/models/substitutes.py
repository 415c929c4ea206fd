"""Who stands in for whom, and how people want their mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# At once, gathered every day, or gathered on working days.
PACES = ("now", "daily", "workdays")


class Substitution(Base):
    """One person decides in another's place between two days; for all units and kinds where none is named."""

    __tablename__ = "substitution"
    __table_args__ = (
        sa.CheckConstraint("substitute_id <> absent_id", name="not_oneself"),
        sa.CheckConstraint("made_by <> substitute_id", name="own_power"),
        sa.CheckConstraint("starts <= ends", name="days_in_order"),
        sa.Index("ix_substitution_absent", "absent_id", "ends"),
        sa.Index("ix_substitution_substitute", "substitute_id", "ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    substitute_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    starts: Mapped[dt.date]
    ends: Mapped[dt.date]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    topic: Mapped[str] = mapped_column(sa.String(20), default="")
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[dt.datetime]
    announced_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class MailHabit(Base):
    """How a person wants mail: how often, and which kinds not at all; nobody without a row has chosen anything."""

    __tablename__ = "mail_habit"
    __table_args__ = (one_of("pace", PACES),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, autoincrement=False)
    pace: Mapped[str] = mapped_column(sa.String(10), default="now")
    unwanted: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
