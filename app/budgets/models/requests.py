"""What did not fit this year's contribution and was referred to the budget of a coming one (L81-L83, R-025)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.budgets import RequestState

ORIGINS = ("order_line", "case", "exception")


class BudgetRequest(Base):
    """A need for a year's budget, with where it came from; `amount` is öre excluding VAT, None where nobody knows."""

    __tablename__ = "budget_request"
    __table_args__ = (
        one_of("origin", ORIGINS),
        one_of("state", RequestState),
        sa.CheckConstraint("year BETWEEN 2014 AND 2100", name="year_range"),
        sa.CheckConstraint("amount >= 0", name="amount_positive"),
        sa.CheckConstraint("(state = 'new') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("state <> 'declined' OR answer <> ''", name="declined_why"),
        sa.UniqueConstraint("origin", "origin_id", "year"),
        sa.Index("ix_budget_request_year", "year", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    origin: Mapped[str] = mapped_column(sa.String(12))
    origin_id: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(20))
    path: Mapped[str] = mapped_column(sa.String(120))
    title: Mapped[str] = mapped_column(sa.String(200))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(260))
    state: Mapped[str] = mapped_column(sa.String(10), default=RequestState.NEW.value)
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
