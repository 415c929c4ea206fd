"""Price lists that partners send: what they would change, and that it was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

PRICE_LIST_STATES = ("shown", "done")


class PriceList(Base):
    """A price list with what its dry run showed; the file itself is let go when it is applied, or after a day."""

    __tablename__ = "price_list"
    __table_args__ = (
        sa.CheckConstraint(f"state IN {PRICE_LIST_STATES}", name="state_word"),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    file_name: Mapped[str] = mapped_column(sa.String(160))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    columns: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    shown: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default=PRICE_LIST_STATES[0])
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
