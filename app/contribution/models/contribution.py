"""What the members pay: the adopted contribution, amendments, quarters as they were issued, and the settlement."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.contribution.models.year import Ore
from app.db import Base, one_of
from catalogue.contribution import Reason


class Contribution(Base):
    """A member's contribution of a year as it was adopted, öre."""

    __tablename__ = "contribution"
    __table_args__ = (
        sa.UniqueConstraint("year_id", "organisation_id"),
        sa.CheckConstraint("total = shared + capital + adjustment", name="sum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("capital_run.id"))
    inhabitants: Mapped[int]
    shared: Mapped[Ore]
    capital: Mapped[Ore]
    adjustment: Mapped[Ore]
    total: Mapped[Ore]


class QuarterInvoice(Base):
    """What a member was invoiced for a quarter, öre, once; a supplement bears a settlement that came after Q1 (C15)."""

    __tablename__ = "contribution_quarter"
    __table_args__ = (
        sa.UniqueConstraint("year_id", "organisation_id", "quarter", "supplement"),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        sa.CheckConstraint("total = base + amendments + settlement", name="sum"),
        sa.CheckConstraint("NOT supplement OR (quarter = 1 AND base = 0)", name="supplement_of_first"),
        sa.CheckConstraint("settlement = 0 OR quarter = 1", name="settled_in_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    quarter: Mapped[int]
    supplement: Mapped[bool] = mapped_column(default=False)
    base: Mapped[Ore]
    amendments: Mapped[Ore]
    settlement: Mapped[Ore]
    total: Mapped[Ore]
    invoice_id: Mapped[int] = mapped_column(sa.ForeignKey("issued_invoice.id"), unique=True)
    invoice_number: Mapped[str] = mapped_column(sa.String(20))
    unsettled_why: Mapped[str] = mapped_column(sa.String(300), default="")
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    issued_by_name: Mapped[str] = mapped_column(sa.String(120))
    issued_at: Mapped[dt.datetime]


class Amendment(Base):
    """A change of a member's contribution during the year, öre, with its reason; on the next invoice (R-028)."""

    __tablename__ = "contribution_amendment"
    __table_args__ = (
        one_of("reason", Reason),
        sa.CheckConstraint("amount <> 0", name="amount"),
        sa.CheckConstraint("text <> ''", name="with_words"),
        sa.Index("ix_contribution_amendment_year", "year_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(200))
    amount: Mapped[Ore]
    quarter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contribution_quarter.id"), index=True)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]


class Settlement(Base):
    """The year's result: a shared surplus is positive, öre. Locked by the head of IT, and never changed afterwards."""

    __tablename__ = "year_settlement"
    __table_args__ = (
        sa.CheckConstraint("(locked_at IS NULL) = (locked_by IS NULL)", name="locked_by_somebody"),
        sa.CheckConstraint("locked_by <> prepared_by", name="two_people"),
        sa.CheckConstraint("reference <> ''", name="with_reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_year.id"), unique=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("capital_run.id"))
    shared_result: Mapped[Ore]
    reference: Mapped[str] = mapped_column(sa.String(120))
    prepared_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    prepared_by_name: Mapped[str] = mapped_column(sa.String(120))
    prepared_at: Mapped[dt.datetime]
    locked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    locked_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    locked_at: Mapped[dt.datetime | None]


class SettlementPart(Base):
    """What a member pays (or gets back, negative) of a year's result, öre; on one invoice and no other."""

    __tablename__ = "settlement_part"
    __table_args__ = (
        sa.UniqueConstraint("settlement_id", "organisation_id"),
        sa.CheckConstraint("amount = shared + own", name="sum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("year_settlement.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    shared: Mapped[Ore]
    own: Mapped[Ore]
    amount: Mapped[Ore]
    quarter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contribution_quarter.id"), unique=True)
