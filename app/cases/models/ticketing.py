"""Whether cases are handed to another system, and what has come from it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

VIAS = ("off", "json", "mail")


class Ticketing(Base):
    """How cases leave for another ticketing system (one row, id 1); address and secret are settings."""

    __tablename__ = "ticketing"
    __table_args__ = (one_of("via", VIAS), sa.CheckConstraint("id = 1", name="single"))

    id: Mapped[int] = mapped_column(primary_key=True)
    via: Mapped[str] = mapped_column(sa.String(4), default="off")
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120))


class TicketingEvent(Base):
    """Something that came from outside, by its id: a second delivery is known by it (promise 62)."""

    __tablename__ = "ticketing_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_case.id"))
    result: Mapped[str] = mapped_column(sa.String(40))
    received_at: Mapped[dt.datetime]
