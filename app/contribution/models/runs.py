"""Runs that issue a quarter's invoices, or the supplements to one, a member at a time."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class QuarterRun(Base):
    """What a run issues: a quarter of a year or its supplements; who asked, and why before a settlement."""

    __tablename__ = "contribution_run"
    __table_args__ = (
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        sa.CheckConstraint("NOT supplement OR quarter = 1", name="supplement_of_first"),
        sa.Index("ix_contribution_run_quarter", "year_id", "quarter", "run_id"),
    )

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("invoice_run.id"), primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    quarter: Mapped[int]
    supplement: Mapped[bool] = mapped_column(default=False)
    unsettled_why: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(120))
