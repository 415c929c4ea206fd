"""How much there is of what people use, counted once a year for each organisation (R-005)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# What is counted, in the order people read it.
COUNTED = (
    "users", "computer", "tablet", "phone", "sites", "access_point", "switch", "systems",
)  # fmt: skip
# counted: on the day itself. reckoned: afterwards, from the dates that the register keeps.
SOURCES = ("counted", "reckoned")


class YearCount(Base):
    """How many of something an organisation had at the end of a year, or had on its last counted day.

    Without an organisation: what all share, such as a common business system.
    """

    __tablename__ = "year_count"
    __table_args__ = (
        one_of("what", COUNTED),
        one_of("source", SOURCES),
        sa.CheckConstraint("count >= 0", name="count"),
        sa.UniqueConstraint("year", "organisation_id", "what"),
        sa.Index(
            "uq_year_count_shared", "year", "what", unique=True, sqlite_where=sa.text("organisation_id IS NULL"),
            postgresql_where=sa.text("organisation_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(sa.String(20))
    count: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(10))
    counted_on: Mapped[dt.date]
