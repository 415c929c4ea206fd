"""The basket: alive, judged anew on every view, one for each person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Basket(Base):
    """What a person is about to order, and for whom; `token` makes N submits one order."""

    __tablename__ = "basket"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recipient_name: Mapped[str] = mapped_column(sa.String(120), default="")
    workplace_id: Mapped[int | None] = mapped_column(sa.ForeignKey("workplace.id"))
    cost_centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cost_centre.id"))
    # How the cost is divided when somebody chose it: measure and shares (app.orders.queries.kontering); else empty.
    kontering: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default=sa.text("'{}'"))
    invoice_reference: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    needed_by: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    updated_at: Mapped[dt.datetime]


class BasketLine(Base):
    """One item in a basket, with the price that was shown (öre excluding VAT) and the answers given so far."""

    __tablename__ = "basket_line"
    __table_args__ = (
        sa.UniqueConstraint("basket_id", "item_id"),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(sa.ForeignKey("basket.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    quantity: Mapped[int]
    price_seen: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
