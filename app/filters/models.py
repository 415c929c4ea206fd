"""Filters of lists, each somebody's own."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

LONGEST_NAME, LONGEST_QUERY = 60, 1000


class SavedFilter(Base):
    """What a list was asked for, under the name that its owner gave it; nobody else sees it."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "page", "name"),
        sa.CheckConstraint("name <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    page: Mapped[str] = mapped_column(sa.String(30))
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(sa.String(LONGEST_QUERY))
    saved_at: Mapped[dt.datetime]
