"""Rate limits that all processes share: a counter row for each key and window."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, UtcDateTime

# One statement, so that two first uses at once never collide; both databases speak it, SQLAlchemy's common insert not.
_COUNT = sa.text(
    "INSERT INTO rate_window (key, began_at, used) VALUES (:key, :began_at, 1) "
    "ON CONFLICT (key, began_at) DO UPDATE SET used = rate_window.used + 1 RETURNING used"
).bindparams(sa.bindparam("began_at", type_=UtcDateTime))


class TooMany(Exception):
    """The limit of a window is used up; `retry_after` is seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class RateWindow(Base):
    """How often a key was used since a window began."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    used: Mapped[int]


def spend(session: Session, key: str, *, most: int, per: dt.timedelta, now: dt.datetime) -> None:
    """Count one use of a key in its window, in the caller's transaction; raises TooMany past `most`."""
    began = dt.datetime.fromtimestamp(now.timestamp() // per.total_seconds() * per.total_seconds(), dt.UTC)
    used = session.execute(_COUNT, {"key": key, "began_at": began}).scalar_one()
    if used > most:
        raise TooMany(int((began + per - now).total_seconds()) + 1)


def sweep(session: Session, now: dt.datetime) -> None:
    """Forget windows older than a day."""
    session.execute(sa.delete(RateWindow).where(RateWindow.began_at < now - dt.timedelta(days=1)))
