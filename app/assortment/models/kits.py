"""Ready-made bundles."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Kit(Base):
    """A ready-made bundle that puts several items in the basket at once."""

    __tablename__ = "kit"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text)
    illustration: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int]


class KitItem(Base):
    """One item of a kit."""

    __tablename__ = "kit_item"
    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity_positive"),)

    kit_id: Mapped[int] = mapped_column(sa.ForeignKey("kit.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), primary_key=True)
    quantity: Mapped[int]
    position: Mapped[int]
