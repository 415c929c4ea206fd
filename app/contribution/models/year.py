"""The budget of a year: three sections of lines, the population it is shared by, steps and council decisions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.contribution import MEMBERS_OWN, BudgetState, Category, Section

# Öre of a whole cooperation: more than 21 million kronor do not fit into a common integer.
Ore = Annotated[int, mapped_column(sa.BigInteger)]
_OWN = ", ".join(f"'{section}'" for section in sorted(MEMBERS_OWN))
_HOLDS = sa.text("withdrawn_at IS NULL")


class PopulationFigure(Base):
    """How many live in a member municipality on a day, and where the figure is from (R-004)."""

    __tablename__ = "population_figure"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "on_date"),
        sa.CheckConstraint("count > 0", name="people"),
        sa.CheckConstraint("source <> ''", name="with_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    on: Mapped[dt.date] = mapped_column("on_date")
    count: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(200))
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]


class BudgetYear(Base):
    """A year's budget; `interest` is the internal interest in basis points.

    From `adopted` on there is a council decision of every member: the database refuses anything else (migration).
    """

    __tablename__ = "budget_year"
    __table_args__ = (
        one_of("state", BudgetState),
        sa.CheckConstraint("year BETWEEN 2014 AND 2100", name="year"),
        sa.CheckConstraint("interest BETWEEN 0 AND 10000", name="interest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(sa.String(12), default=BudgetState.PREPARING.value)
    population_date: Mapped[dt.date]
    interest: Mapped[int]
    made_at: Mapped[dt.datetime]
    adopted_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class BudgetStep(Base):
    """That a budget went from one state to the next: when, by whom, and what was said."""

    __tablename__ = "budget_step"
    __table_args__ = (one_of("state", BudgetState), sa.UniqueConstraint("year_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    state: Mapped[str] = mapped_column(sa.String(12))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]


class BudgetLine(Base):
    """An amount of a section, öre; income is negative.

    Individual investments and adjustments belong to one member. An investment's amount is what it costs to buy: what
    a shared one costs in a year comes from the months it is depreciated over, from the month after `in_use_on`.
    `snapshot_number` is the frozen forecast that a line was copied from.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        one_of("section", Section),
        one_of("category", Category),
        sa.CheckConstraint(f"(organisation_id IS NOT NULL) = (section IN ({_OWN}))", name="members_own"),
        sa.CheckConstraint(
            "(months IS NOT NULL AND in_use_on IS NOT NULL) = (section = 'shared_investment')", name="depreciated"
        ),
        sa.CheckConstraint("months IS NULL OR months BETWEEN 1 AND 600", name="months"),
        sa.CheckConstraint(
            "section = 'adjustment' OR (category = 'income' AND amount <= 0) OR (category <> 'income' AND amount >= 0)",
            name="sign",
        ),
        sa.Index("ix_budget_line_year", "year_id", "section", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    section: Mapped[str] = mapped_column(sa.String(24))
    category: Mapped[str] = mapped_column(sa.String(20))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    amount: Mapped[Ore]
    months: Mapped[int | None]
    in_use_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    snapshot_number: Mapped[int | None]


class CouncilDecision(Base):
    """What a member's municipal council has decided of a year's budget; one that holds for each member and year."""

    __tablename__ = "council_decision"
    __table_args__ = (
        sa.CheckConstraint("reference <> '' AND council <> ''", name="with_reference"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn"),
        sa.Index(
            "uq_council_decision_holds", "year_id", "organisation_id",
            unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    council: Mapped[str] = mapped_column(sa.String(120))
    decided_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(sa.String(120))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(120))
    recorded_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(sa.String(300), default="")
