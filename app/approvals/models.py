"""The decision on each waiting line, or on a whole matter that has none."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

OUTCOMES = ("approved", "declined")


def _standing(name: str, *columns: str, also: str) -> sa.Index:
    """One decision that stands: those taken back do not count."""
    which = sa.text(f"revoked_at IS NULL AND {also}")
    return sa.Index(name, *columns, unique=True, sqlite_where=which, postgresql_where=which)


class Decision(Base):
    """Yes, fewer or no to one line, bound to the digest of what was shown; one for each line and step.

    `line_digest` is of the line alone as it was approved: nothing else may be released. `on_behalf_of` is whose power
    it was when a substitute decided.
    """

    __tablename__ = "decision"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        _standing("uq_decision_standing", "line_id", "step", also="line_id IS NOT NULL"),
        _standing("uq_decision_whole", "request_id", also="line_id IS NULL"),
        sa.CheckConstraint("outcome <> 'declined' OR reason <> ''", name="declined_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("approval_request.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    on_behalf_of: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]
    digest: Mapped[str] = mapped_column(sa.String(64))
    line_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    revoked_at: Mapped[dt.datetime | None]
