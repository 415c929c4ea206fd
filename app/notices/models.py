"""Operations messages with their updates, outages of components, and days when no change is wanted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.operations import MessageKind, MessageState


class OperationsMessage(Base):
    """What is away or will be, and for whom (L330-L345); `components` are keys of the edition.

    `latest_text` and `latest_at` repeat the last update, so that a banner asks one question.
    """

    __tablename__ = "operations_message"
    __table_args__ = (
        one_of("kind", MessageKind),
        one_of("state", MessageState),
        sa.CheckConstraint("kind <> 'planned' OR ends_at IS NOT NULL", name="planned_has_end"),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint(
            "kind <> 'planned' OR state IN ('draft', 'cancelled') OR agreed_with <> '' OR exception_reason <> ''",
            name="agreed_or_excepted",
        ),
        sa.CheckConstraint("state IN ('draft', 'cancelled') OR published_at IS NOT NULL", name="published_at_a_moment"),
        sa.CheckConstraint("state <> 'over' OR over_at IS NOT NULL", name="over_at_a_moment"),
        sa.Index("ix_operations_message_state", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default=MessageState.DRAFT.value)
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    components: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    estimated_at: Mapped[dt.datetime | None]
    agreed_with: Mapped[str] = mapped_column(sa.String(200), default="")
    exception_reason: Mapped[str] = mapped_column(sa.String(400), default="")
    latest_text: Mapped[str] = mapped_column(sa.Text, default="")
    latest_at: Mapped[dt.datetime]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[dt.datetime | None]
    over_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two who save at once: the second update finds no row of its version.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class MessageReach(Base):
    """An organisation that a message is for (R-091)."""

    __tablename__ = "operations_message_reach"
    __table_args__ = (sa.Index("ix_operations_message_reach_organisation", "organisation_id", "message_id"),)

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("operations_message.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)


class MessageUpdate(Base):
    """Something that is told while it lasts."""

    __tablename__ = "operations_message_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("operations_message.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    estimated_at: Mapped[dt.datetime | None]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[dt.datetime]


class Outage(Base):
    """A component was away between two moments (L637, R-182); one written by mistake is struck, with the reason."""

    __tablename__ = "outage"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_reason = '')", name="struck_with_reason"),
        sa.Index("ix_outage_when", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    component: Mapped[str] = mapped_column(sa.String(30))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    planned: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operations_message.id"))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]
    struck_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    struck_at: Mapped[dt.datetime | None]


class ChangeFreeze(Base):
    """Days when no change is wanted (L636, R-184); one that is called off stays, with the moment."""

    __tablename__ = "change_freeze"
    __table_args__ = (sa.CheckConstraint("last_day >= first_day", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]
    called_off_at: Mapped[dt.datetime | None]
