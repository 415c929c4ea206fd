"""What carries the cost of an order line: frozen when the order was placed, and anew each time it is re-coded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class LineKontering(Base):
    """One share of what a line costs its unit; `weight` is its öre when it was frozen.

    Rows are only added. Generation 1 was frozen with the order; each later one replaces the one before from its day,
    with a reason. A line whose cost is cut is divided anew by the weights.
    """

    __tablename__ = "line_kontering"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "generation", "position"),
        sa.CheckConstraint("weight >= 0", name="weight_positive"),
        sa.CheckConstraint("generation = 1 OR reason <> ''", name="reason_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    generation: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    codes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    weight: Mapped[int]
    made_on: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
