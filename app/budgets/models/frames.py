"""Frames, what claims them, and the ledger of every amount that moved; all amounts are öre excluding VAT."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.budgets import Bucket, FrameKind, Stop, Sums

BUCKETS = ("reserved", "ordered", "delivered", "invoiced", "credited")
SIGNED = " AND ".join(f"{bucket} >= 0" for bucket in BUCKETS)
LEFT = "amount + overdraft - reserved - ordered - delivered - invoiced + credited"


def _one_a_year(kind: FrameKind, *columns: str) -> sa.Index:
    """One frame of a kind a year, for whom it is for."""
    which = sa.text(f"kind = '{kind}'")
    name = f"uq_budget_frame_{kind.split('_')[0]}"
    return sa.Index(name, "year", *columns, unique=True, sqlite_where=which, postgresql_where=which)


class _Booked:
    """The sums of the ledger, kept by the database itself when an entry is written (migrations/0038)."""

    reserved: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    ordered: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    delivered: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    invoiced: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    credited: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")

    @property
    def sums(self) -> Sums:
        """What is booked."""
        return Sums(self.reserved, self.ordered, self.delivered, self.invoiced, self.credited)


class Frame(_Booked, Base):
    """What may be spent in a year: by one municipality on its own investments, by all on shared ones, by one unit.

    A hard stop holds in the database too; `overdraft` is how much more was allowed, by decision or since an invoice
    cannot be refused.
    """

    __tablename__ = "budget_frame"
    __table_args__ = (
        one_of("kind", FrameKind),
        one_of("stop", Stop),
        sa.CheckConstraint("year BETWEEN 2014 AND 2100", name="year_range"),
        sa.CheckConstraint("(kind = 'shared_investment') = (organisation_id IS NULL)", name="whose"),
        sa.CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name="unit_named"),
        sa.CheckConstraint("amount >= 0 AND overdraft >= 0", name="amount_positive"),
        sa.CheckConstraint(SIGNED, name="booked_positive"),
        sa.CheckConstraint(f"stop <> 'hard' OR {LEFT} >= 0", name="hard_stop"),
        _one_a_year(FrameKind.INDIVIDUAL, "organisation_id"),
        _one_a_year(FrameKind.SHARED),
        _one_a_year(FrameKind.UNIT, "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(24))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    overdraft: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    stop: Mapped[str] = mapped_column(sa.String(4), default=Stop.SOFT.value)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def left(self) -> int:
        """What is left; negative when it is overdrawn."""
        return self.amount - self.sums.taken


class FrameChange(Base):
    """One version of a frame: what it was, what it became, and why."""

    __tablename__ = "budget_frame_change"
    __table_args__ = (sa.UniqueConstraint("frame_id", "version"), sa.CheckConstraint("reason <> ''", name="why"))

    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_frame.id"))
    version: Mapped[int]
    old_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    new_amount: Mapped[int] = mapped_column(sa.BigInteger)
    old_stop: Mapped[str] = mapped_column(sa.String(4), default="")
    new_stop: Mapped[str] = mapped_column(sa.String(4))
    overdraft: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    reason: Mapped[str] = mapped_column(sa.String(500))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_by_name: Mapped[str] = mapped_column(sa.String(120))


class Claim(_Booked, Base):
    """What one thing takes of a frame now: an order line, a shared investment. `times` is how often its price is paid.

    One that is closed has had its last invoice and follows the thing no more. `number` and `label` are what people know
    it by, `path` where it is read.
    """

    __tablename__ = "budget_claim"
    __table_args__ = (
        one_of("subject", ("order_line", "investment")),
        sa.UniqueConstraint("id", "frame_id"),
        sa.UniqueConstraint("subject", "subject_id"),
        sa.CheckConstraint(SIGNED, name="booked_positive"),
        sa.CheckConstraint("credited <= delivered + invoiced", name="credited_most"),
        sa.Index("ix_budget_claim_frame", "frame_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_frame.id"))
    subject: Mapped[str] = mapped_column(sa.String(12))
    subject_id: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    number: Mapped[str] = mapped_column(sa.String(20))
    label: Mapped[str] = mapped_column(sa.String(120))
    path: Mapped[str] = mapped_column(sa.String(120))
    times: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[dt.datetime]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Entry(Base):
    """One booking, for ever: an amount from one bucket to another, for one claim on one frame."""

    __tablename__ = "budget_entry"
    __table_args__ = (
        sa.ForeignKeyConstraint(["claim_id", "frame_id"], ["budget_claim.id", "budget_claim.frame_id"]),
        one_of("source", Bucket),
        one_of("target", Bucket),
        sa.CheckConstraint("source <> target", name="moves"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("source <> 'credited' OR target = 'free'", name="credit_frees"),
        sa.Index("ix_budget_entry_frame", "frame_id", "id"),
        sa.Index("ix_budget_entry_claim", "claim_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_frame.id"))
    claim_id: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(10))
    target: Mapped[str] = mapped_column(sa.String(10))
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    at: Mapped[dt.datetime]
