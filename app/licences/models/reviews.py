"""The question put to a chef, whether a licence is still needed."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class LicenceReview(Base):
    """One time somebody was asked whether a licence is still needed, and what they said; one open a licence.

    On whose desk it lies, and what happens when nobody answers, is the desk's own row (matter `licence`).
    """

    __tablename__ = "licence_review"
    __table_args__ = (
        one_of("state", ("open", "kept", "ended", "withdrawn")),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        sa.Index(
            "uq_licence_review_open",
            "licence_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_licence_review_licence", "licence_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(sa.ForeignKey("licence.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    answered_name: Mapped[str] = mapped_column(sa.String(260), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
