"""Capital cost runs: what each device costs in a year, and each member's sum; never changed once they are done."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.contribution.models.year import Ore
from app.db import Base, one_of

PURPOSES = ("budget", "outcome")
RUN_STATES = ("waiting", "done")


class CapitalRun(Base):
    """One reckoning of a year's capital costs, for its budget or its outcome; made piece by piece, a member each.

    `digest` is that of all rows: the same devices give the same.
    """

    __tablename__ = "capital_run"
    __table_args__ = (
        one_of("purpose", PURPOSES),
        one_of("state", RUN_STATES),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        sa.Index("ix_capital_run_year", "year_id", "purpose", "id"),
        sa.Index("ix_capital_run_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    purpose: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(8), default="waiting")
    interest: Mapped[int]
    expected: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(120))
    asked_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]


class CapitalPart(Base):
    """A member's sum of a run, öre; `rate` is the internal interest it was reckoned with, None for that of the run."""

    __tablename__ = "capital_part"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "organisation_id"),
        sa.CheckConstraint("total = depreciation + interest + expensed", name="sum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("capital_run.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    devices: Mapped[int]
    book_value: Mapped[Ore]
    depreciation: Mapped[Ore]
    interest: Mapped[Ore]
    expensed: Mapped[Ore]
    total: Mapped[Ore]
    rate: Mapped[int | None]
    digest: Mapped[str] = mapped_column(sa.String(64))


class CapitalRow(Base):
    """What one device costs in the year of a run, öre, and what it was reckoned from."""

    __tablename__ = "capital_row"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "device_id"),
        sa.Index("ix_capital_row_part", "run_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("capital_run.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    tag: Mapped[str] = mapped_column(sa.String(30))
    device_class: Mapped[str] = mapped_column(sa.String(20))
    model: Mapped[str] = mapped_column(sa.String(120))
    price: Mapped[Ore]
    months: Mapped[int]
    in_service_on: Mapped[dt.date]
    gone_on: Mapped[dt.date | None]
    book_value: Mapped[Ore]
    depreciation: Mapped[Ore]
    interest: Mapped[Ore]
    expensed: Mapped[Ore]
