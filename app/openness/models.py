"""How long things are kept, what must not be touched, and what has been cleared out."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

HELD = ("person", "order")


class RetentionRule(Base):
    """How long a class is kept where the organisations have decided otherwise than the shop's own proposal.

    `amount` counts what the class counts in: days, months or fiscal years. `decision` names the decision, such as a
    section of the document plan.
    """

    __tablename__ = "retention_rule"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount_positive"),)

    key: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    amount: Mapped[int]
    decision: Mapped[str] = mapped_column(sa.String(160))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class RetentionHold(Base):
    """Somebody or something that no clearing may touch while a dispute, an audit or an investigation lasts."""

    __tablename__ = "retention_hold"
    __table_args__ = (
        one_of("subject", HELD),
        sa.CheckConstraint("reason <> ''", name="with_reason"),
        sa.Index("ix_retention_hold_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(10))
    subject_id: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.String(300))
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    set_by_name: Mapped[str] = mapped_column(sa.String(120))
    set_at: Mapped[dt.datetime]
    lifted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lifted_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    lifted_at: Mapped[dt.datetime | None]


class RetentionRun(Base):
    """One clearing: asked for, carried out a piece at a time, and taken up again where it was when it was cut off."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(120))
    finished_at: Mapped[dt.datetime | None] = mapped_column(index=True)


class RetentionDone(Base):
    """What one clearing has done of one class so far, and under which decision."""

    __tablename__ = "retention_done"
    __table_args__ = (sa.UniqueConstraint("run_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("retention_run.id"))
    key: Mapped[str] = mapped_column(sa.String(20))
    count: Mapped[int]
    before: Mapped[dt.datetime]
    decision: Mapped[str] = mapped_column(sa.String(160))
    at: Mapped[dt.datetime]
