"""Writing to the chain: entries in their places, each with a seal over its words and a digest over everything."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.history.models import HistoryEntry, HistoryHead

PLAIN = ("id", "actor_id", "actor_name", "subject", "subject_id", "event", "data")
SEALED = ("id", "actor_id", "subject", "subject_id", "event", "seal")
_HEAD = locked(sa.select(HistoryHead.last_id, HistoryHead.digest).where(HistoryHead.id == 1))
_MOVE = sa.update(cast(sa.Table, HistoryHead.__table__)).values(
    last_id=sa.bindparam("last"), digest=sa.bindparam("end")
)
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


def record(session: Session, actor: Actor, at: dt.datetime, events: Sequence[Event]) -> None:
    """Append events to the chain in the caller's transaction; `at` is UTC."""
    if not events:
        return
    last, digest = session.execute(_HEAD).one()
    rows = []
    for event in events:
        row = _row(last + 1, digest, actor=actor, at=at, event=event)
        rows.append(row)
        last, digest = row["id"], row["digest"]
    connection = session.connection()
    connection.execute(_MOVE, {"last": last, "end": digest})
    connection.execute(_APPEND, rows)


def hold(session: Session) -> None:
    """Hold the end of the chain until commit, for a unit of work that must take it before other rows."""
    session.execute(_HEAD)


def of(session: Session, subject: str, subject_id: int) -> list[HistoryEntry]:
    """What happened to one subject, newest first."""
    question = sa.select(HistoryEntry).where(HistoryEntry.subject == subject, HistoryEntry.subject_id == subject_id)
    return list(session.scalars(question.order_by(HistoryEntry.id.desc())))


def head(session: Session) -> tuple[int, str]:
    """How many entries there are, and the digest at the end of the chain."""
    row = session.execute(sa.select(HistoryHead.last_id, HistoryHead.digest)).one()
    return row.last_id, row.digest


def digest_of(previous: str, content: dict[str, Any]) -> str:
    """The SHA-256 of an entry's canonical JSON after the digest before it."""
    return hashlib.sha256(f"{previous}{_text(content)}".encode()).hexdigest()


def sealed(actor_name: str, data: dict[str, Any]) -> dict[str, Any]:
    """The words of an entry with a new salt and the seal over them."""
    salt = secrets.token_hex(16)
    return {"actor_name": actor_name, "data": data, "salt": salt, "seal": seal_of(salt, actor_name, data)}


def seal_of(salt: str, actor_name: str, data: dict[str, Any]) -> str:
    """The SHA-256 of an entry's words after its salt: whoever lacks the salt cannot guess the words from it."""
    return hashlib.sha256(f"{salt}{_text({'actor_name': actor_name, 'data': data})}".encode()).hexdigest()


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _row(place: int, previous: str, *, actor: Actor, at: dt.datetime, event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": place,
        "at": at,
        "actor_id": actor.id,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "event": event.name,
        "previous": previous,
        **sealed(actor.name, event.data),
    }
    row["digest"] = digest_of(previous, canonical(row))
    return row


def canonical(row: dict[str, Any]) -> dict[str, Any]:
    """What of an entry its digest covers, with the moment as UTC text; the seal stands for the words, where it is."""
    names = SEALED if row.get("seal") else PLAIN
    return {name: row[name] for name in names} | {"at": row["at"].astimezone(dt.UTC).isoformat()}
