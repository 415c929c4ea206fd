"""The log's rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

GENESIS = "0" * 64


class HistoryEntry(Base):
    """One thing that happened to one subject; the database refuses to change or remove it.

    `seal` is the digest of `actor_name` and `data` with `salt`, and the entry's own digest covers the seal in their
    place. Entries from before there were seals have none; their digest covers everything.
    """

    __tablename__ = "history_entry"
    __table_args__ = (sa.Index("ix_history_entry_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    event: Mapped[str] = mapped_column(sa.String(40), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    seal: Mapped[str | None] = mapped_column(sa.String(64))


class HistoryHead(Base):
    """The end of the chain (one row, id 1); held until commit, so entries get their place one at a time."""

    __tablename__ = "history_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    last_id: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))


class HistoryRedaction(Base):
    """The one change an entry may go through: names taken out, as the entry `told_in` of the chain says.

    The database lets an entry's words change only to those of a redaction with the same salt, and never changes or
    removes a redaction. `seal` is the digest of the words that stand there now.
    """

    __tablename__ = "history_redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("history_entry.id"), index=True)
    told_in: Mapped[int] = mapped_column(sa.ForeignKey("history_entry.id"), index=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    seal: Mapped[str] = mapped_column(sa.String(64))
