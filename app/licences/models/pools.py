"""How many licences of a product there are, and how many of them are used."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class LicencePool(Base):
    """The licences that IT has of one product (R-204); without a `size` they are bought as they are needed.

    Whoever takes or gives back one holds the end of the history first, then this row: never the other way round.
    """

    __tablename__ = "licence_pool"
    __table_args__ = (
        sa.CheckConstraint("used >= 0", name="used_not_negative"),
        sa.CheckConstraint("size IS NULL OR used <= size", name="never_oversold"),
    )

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), primary_key=True)
    size: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0, server_default="0")
