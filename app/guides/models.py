"""The plan (roadmap) for the programs that are included, made with the units (L903-L908, R-222)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

STATES = ("draft", "planned", "done", "dropped")


class RoadmapItem(Base):
    """What happens to a program or a system and from when; `agreed_with` are those who were asked."""

    __tablename__ = "roadmap_item"
    __table_args__ = (
        one_of("state", STATES),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_at_a_moment"),
        sa.Index("ix_roadmap_item_state", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.String(500))
    agreed_with: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    published_at: Mapped[dt.datetime | None]
    kept_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kept_at: Mapped[dt.datetime]
