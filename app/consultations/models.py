"""A question to IT about something that is no order line: an exception, an AV buy (L142-L150)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.terms import CONSULTED, Queue

STATES = ("open", "approved", "refused", "answered", "withdrawn")


class ItQuestion(Base):
    """One topic that one of IT's queues is asked about; a blocking one needs a yes (C17).

    `matter` and `matter_id` name what it is about; the room that owns it goes on when it is answered. What one
    of IT's asks another has words of its own (`wish`) and the parts of the infrastructure that it touches (R-017).
    """

    __tablename__ = "it_question"
    __table_args__ = (
        one_of("state", STATES),
        one_of("topic", CONSULTED),
        one_of("queue", Queue),
        sa.UniqueConstraint("matter", "matter_id", "topic"),
        sa.CheckConstraint("state NOT IN ('refused', 'answered') OR answer <> ''", name="answered_in_words"),
        sa.CheckConstraint("answered_by IS NULL OR answered_by <> requester_id", name="never_own"),
        sa.Index("ix_it_question_queue", "queue", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(sa.String(20))
    matter_id: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(40))
    summary: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(80))
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    topic: Mapped[str] = mapped_column(sa.String(30))
    queue: Mapped[str] = mapped_column(sa.String(20))
    blocking: Mapped[bool]
    wish: Mapped[str] = mapped_column(sa.String(1000), default="")
    components: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
