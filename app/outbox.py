"""Letters that leave the house: written with the change they tell of, carried later by the worker, at least once.

A letter keeps one stable key, so that a receiver can drop a second copy. A letter that fails is tried again later and
later; after the last try it is parked and shown, never dropped. One bad letter never stops the next.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, one_of

LEASE = dt.timedelta(minutes=2)
MOST_TRIES = 8


class Letter(Base):
    """Something to carry out of the house."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("state", ("waiting", "sent", "parked")),
        sa.Index("ix_letter_due", "state", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str] = mapped_column(sa.String(36), default="")
    last_error: Mapped[str] = mapped_column(sa.String(300), default="")
    sent_at: Mapped[dt.datetime | None]


class Heartbeat(Base):
    """The last sign of life of a worker."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    at: Mapped[dt.datetime]


_POST = sa.insert(cast(sa.Table, Letter.__table__))


def post(session: Session, kind: str, key: str, payload: dict[str, Any], *, at: dt.datetime) -> None:
    """Put a letter in the outbox within the caller's transaction; `key` is stable and unique, `at` UTC."""
    row = {"kind": kind, "key": key, "payload": payload, "created_at": at, "due_at": at}
    session.connection().execute(_POST, row)


def mail(  # noqa: PLR0917  # to whom, what about and with what is how a letter is told
    session: Session,
    key: str,
    to: str,
    template: str,
    params: dict[str, Any],
    *,
    at: dt.datetime,
    files: Sequence[str] = (),
) -> None:
    """Post a mail: the worker renders `mail/<template>` with `params` when it leaves; `files` are keys of kept ones."""
    more = {"files": list(files)} if files else {}
    post(session, "mail", key, {"to": to, "template": template, "params": params} | more, at=at)


def claim(session: Session, now: dt.datetime) -> Letter | None:
    """Take the next due letter under a lease, so that no other worker carries it; the caller commits."""
    due = (
        sa.select(Letter.id)
        .where(Letter.state == "waiting", Letter.due_at <= now)
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    letter_id = session.scalar(due)
    if letter_id is None:
        return None
    lease = str(uuid.uuid4())
    session.execute(
        sa.update(Letter).where(Letter.id == letter_id).values(lease=lease, due_at=now + LEASE, tries=Letter.tries + 1)
    )
    return session.get(Letter, letter_id, populate_existing=True)


def sent(session: Session, letter: Letter, now: dt.datetime) -> None:
    """Mark a carried letter, unless another worker has taken it over meanwhile."""
    _settle(session, letter, state="sent", sent_at=now, last_error="")


def failed(session: Session, letter: Letter, now: dt.datetime, why: str) -> None:
    """Put a letter back for a later try, or park it after the last one."""
    if letter.tries >= MOST_TRIES:
        _settle(session, letter, state="parked", last_error=why[:300])
        return
    wait = dt.timedelta(seconds=min(3600, 5 * 2**letter.tries) * random.uniform(0.8, 1.2))  # noqa: S311  # spreads retries, keeps no secret
    _settle(session, letter, due_at=now + wait, last_error=why[:300])


def waiting(session: Session) -> tuple[int, int, dt.datetime | None]:
    """How many letters wait, how many are parked, and when the oldest waiting one was written."""
    row = session.execute(
        sa.select(
            sa.func.count().filter(Letter.state == "waiting"),
            sa.func.count().filter(Letter.state == "parked"),
            sa.func.min(Letter.created_at).filter(Letter.state == "waiting"),
        ).where(Letter.state != "sent")
    ).one()
    oldest: dt.datetime | None = row[2]
    return row[0], row[1], oldest


def beat(session: Session, name: str, now: dt.datetime) -> None:
    """Leave a sign of life."""
    if not session.execute(sa.update(Heartbeat).where(Heartbeat.name == name).values(at=now)).rowcount:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        session.add(Heartbeat(name=name, at=now))


def _settle(session: Session, letter: Letter, **values: object) -> None:
    session.execute(sa.update(Letter).where(Letter.id == letter.id, Letter.lease == letter.lease).values(**values))
