"""A cheaper thing that the one who decides puts forward, for the orderer to accept or not."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class Suggestion(Base):
    """Another item instead of a line's, with its price when it was put forward, öre excluding VAT; one open a line."""

    __tablename__ = "suggestion"
    __table_args__ = (
        one_of("state", ("open", "accepted", "declined", "withdrawn")),
        sa.Index(
            "uq_suggestion_open",
            "line_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    item_name: Mapped[str] = mapped_column(sa.String(120))
    unit_price: Mapped[int]
    saves: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(260))
    made_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    answered_at: Mapped[dt.datetime | None]
