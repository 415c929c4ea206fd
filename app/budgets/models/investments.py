"""Shared investments under the shared frame, with what each member and the committee have said (R-137, R-138)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.budgets import Category, InvestmentState


class Investment(Base):
    """One commitment of the shared investments; amounts are öre excluding VAT.

    A larger one waits for the four members and then for the committee; what is decided names its decision.
    """

    __tablename__ = "shared_investment"
    __table_args__ = (
        one_of("category", Category),
        one_of("state", InvestmentState),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("spent >= 0", name="spent_positive"),
        sa.CheckConstraint("is_large OR state NOT IN ('awaiting_members', 'awaiting_committee')", name="large_waits"),
        sa.CheckConstraint(
            "NOT is_large OR state NOT IN ('decided', 'done') OR (decided_on IS NOT NULL AND reference <> '')",
            name="large_decided",
        ),
        sa.CheckConstraint("state <> 'declined' OR reason <> ''", name="declined_why"),
        sa.Index("ix_shared_investment_frame", "frame_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    frame_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_frame.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    category: Mapped[str] = mapped_column(sa.String(20))
    description: Mapped[str] = mapped_column(sa.String(2000), default="")
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    spent: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    is_large: Mapped[bool]
    threshold: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[str] = mapped_column(sa.String(20))
    state_at: Mapped[dt.datetime]
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    proposed_by_name: Mapped[str] = mapped_column(sa.String(120))
    decided_on: Mapped[dt.date | None]
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MemberAnswer(Base):
    """What one member has said of a larger investment, on which day, in which document."""

    __tablename__ = "investment_answer"
    __table_args__ = (
        one_of("outcome", ("approved", "declined")),
        sa.UniqueConstraint("investment_id", "organisation_id"),
        sa.CheckConstraint("reference <> ''", name="reference_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    investment_id: Mapped[int] = mapped_column(sa.ForeignKey("shared_investment.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    decided_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(sa.String(120))
    noted_at: Mapped[dt.datetime]
    noted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    noted_by_name: Mapped[str] = mapped_column(sa.String(120))
