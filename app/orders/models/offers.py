"""What a supplier wants to deliver instead of what a line says: another thing, fewer, or at another price."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class LineOffer(Base):
    """One offer for one line, for the orderer to take or leave; `unit_price` is öre excluding VAT, one open a line."""

    __tablename__ = "line_offer"
    __table_args__ = (
        one_of("state", ("open", "accepted", "declined", "withdrawn")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_range"),
        sa.CheckConstraint("unit_price >= 0", name="price_positive"),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        sa.Index(
            "uq_line_offer_open",
            "line_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    supplier_name: Mapped[str] = mapped_column(sa.String(120))
    article: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    quantity: Mapped[int]
    unit_price: Mapped[int]
    expected_on: Mapped[dt.date | None]
    made_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
