"""Pictures of items: drawn once in two sizes with their words, and never altered; which one stands is the item's."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ItemPicture(Base):
    """A picture of an item; `alt` says in words what it shows, `small` and `large` are keys of kept files."""

    __tablename__ = "item_picture"
    __table_args__ = (sa.CheckConstraint("alt <> ''", name="has_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), index=True)
    alt: Mapped[str] = mapped_column(sa.String(200))
    small: Mapped[str] = mapped_column(sa.String(64), unique=True)
    large: Mapped[str] = mapped_column(sa.String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    sent_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
