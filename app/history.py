"""What happened: an append-only, hash-chained log, written in the same transaction as the change it tells of."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, locked

GENESIS = "0" * 64


class HistoryEntry(Base):
    """One thing that happened to one subject; the database refuses to change or remove it."""

    __tablename__ = "history_entry"
    __table_args__ = (sa.Index("ix_history_entry_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    event: Mapped[str] = mapped_column(sa.String(40), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class HistoryHead(Base):
    """The end of the chain (one row, id 1); held until commit, so entries get their place one at a time."""

    __tablename__ = "history_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    last_id: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))


_HEAD = locked(sa.select(HistoryHead).where(HistoryHead.id == 1))
_APPEND = sa.insert(cast(sa.Table, HistoryEntry.__table__))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it; `id` is None for the system itself."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `data` is JSON-safe and holds what its sentence needs."""

    subject: str
    subject_id: int
    name: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    entry_id: int
    why: str


def record(session: Session, actor: Actor, at: dt.datetime, events: Sequence[Event]) -> None:
    """Append events to the chain in the caller's transaction; `at` is UTC."""
    if not events:
        return
    head = session.execute(_HEAD).scalar_one()
    rows = []
    for event in events:
        row = _row(head, actor, at, event)
        rows.append(row)
        head.last_id, head.digest = row["id"], row["digest"]
    session.flush()
    session.connection().execute(_APPEND, rows)


def of(session: Session, subject: str, subject_id: int) -> list[HistoryEntry]:
    """What happened to one subject, newest first."""
    question = sa.select(HistoryEntry).where(HistoryEntry.subject == subject, HistoryEntry.subject_id == subject_id)
    return list(session.scalars(question.order_by(HistoryEntry.id.desc())))


def verify(session: Session) -> Iterable[Break]:
    """Walk the whole chain and yield every place where an entry was changed, removed or moved."""
    previous, expected = GENESIS, 1
    for entry in session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id).execution_options(yield_per=2000)):
        if entry.id != expected:
            yield Break(expected, "missing")
        if entry.previous != previous:
            yield Break(entry.id, "not linked")
        if entry.digest != digest_of(entry.previous, _content(entry)):
            yield Break(entry.id, "changed")
        previous, expected = entry.digest, entry.id + 1
    head = session.execute(sa.select(HistoryHead).where(HistoryHead.id == 1)).scalar_one()
    if (head.last_id, head.digest) != (expected - 1, previous):
        yield Break(expected, "end missing")


def head(session: Session) -> tuple[int, str]:
    """How many entries there are, and the digest at the end of the chain."""
    row = session.execute(sa.select(HistoryHead.last_id, HistoryHead.digest)).one()
    return row.last_id, row.digest


def digest_of(previous: str, content: dict[str, Any]) -> str:
    """The SHA-256 of an entry's canonical JSON after the digest before it."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


def _row(head: HistoryHead, actor: Actor, at: dt.datetime, event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": head.last_id + 1,
        "at": at,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "event": event.name,
        "data": event.data,
        "previous": head.digest,
    }
    row["digest"] = digest_of(head.digest, canonical(row))
    return row


def _content(entry: HistoryEntry) -> dict[str, Any]:
    names = ("id", "at", "actor_id", "actor_name", "subject", "subject_id", "event", "data")
    return canonical({name: getattr(entry, name) for name in names})


def canonical(row: dict[str, Any]) -> dict[str, Any]:
    """What of an entry its digest covers, with the moment as UTC text."""
    content = {name: value for name, value in row.items() if name not in ("previous", "digest")}
    return content | {"at": content["at"].astimezone(dt.UTC).isoformat()}
