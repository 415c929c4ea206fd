"""Who has had a device from when to when, and what they were asked about it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

CAUSES = ("order", "handover", "import", "swap")
QUESTIONS = ("receipt", "yearly")
ANSWERS = ("yes", "no")
OUTCOMES = ("still_there", "new_holder", "returned", "missing")
_OPEN = sa.text("until IS NULL")
_UNANSWERED = sa.text("answered_at IS NULL")


class Holding(Base):
    """A device in somebody's care, or in a unit's when there is no person; a device has one that is not over."""

    __tablename__ = "device_holding"
    __table_args__ = (
        one_of("cause", CAUSES),
        sa.CheckConstraint("until IS NULL OR until >= since", name="times"),
        sa.Index("uq_device_holding_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_device_holding_device", "device_id", "id"),
        sa.Index("ix_device_holding_person", "person_id", "id"),
        sa.Index("ix_device_holding_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120))
    cause: Mapped[str] = mapped_column(sa.String(10))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    given_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class Question(Base):
    """Have you got it, or have you still got it: asked once, answered with one tap, until then on the holder's page.

    A no waits for IT, who settles it with an outcome.
    """

    __tablename__ = "device_question"
    __table_args__ = (
        one_of("kind", QUESTIONS),
        one_of("answer", ANSWERS),
        one_of("outcome", OUTCOMES),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("outcome IS NULL OR answer = 'no'", name="settled_no"),
        sa.Index(
            "uq_device_question_open", "holding_id",
            unique=True, sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED,
        ),
        sa.Index("ix_device_question_holding", "holding_id", "id"),
        sa.Index("ix_device_question_answer", "answer", "outcome", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    holding_id: Mapped[int] = mapped_column(sa.ForeignKey("device_holding.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    asked_at: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
    answer: Mapped[str | None] = mapped_column(sa.String(3))
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    outcome: Mapped[str | None] = mapped_column(sa.String(12))
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
