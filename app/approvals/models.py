"""The decision on each waiting line."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

OUTCOMES = ("approved", "declined")


class Decision(Base):
    """Yes, fewer or no to one line, bound to the digest of what was shown; one for each line and step."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        sa.Index(
            "uq_decision_standing",
            "line_id",
            "step",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.CheckConstraint("outcome <> 'declined' OR reason <> ''", name="declined_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("approval_request.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]
    digest: Mapped[str] = mapped_column(sa.String(64))
    revoked_at: Mapped[dt.datetime | None]
