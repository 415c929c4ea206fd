"""Numbers that people read: one series each, no number given twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base

# Raw because neither dialect's upsert is spoken by SQLAlchemy's common insert; both databases understand this one.
_NEXT = sa.text(
    "INSERT INTO number_series (name, last) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET last = number_series.last + :count RETURNING last"
)


class NumberSeries(Base):
    """The last number given in a series; the row is held until commit, so no number is given twice."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, series: str) -> int:
    """The next number of a series; its row is held until commit, so that no number is given twice or lost."""
    return next_numbers(session, series, 1)[0]


def next_numbers(session: Session, series: str, count: int) -> range:
    """The next numbers of a series, `count` of them, at once."""
    last = int(session.execute(_NEXT, {"name": series, "count": count}).scalar_one())
    return range(last - count + 1, last + 1)
