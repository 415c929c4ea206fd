"""Values that an organisation decides for itself, where the edition lets it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.identity.models.structure import PLAN_STATES


class SettingChange(Base):
    """An organisation's value of a setting from a day on; no value means the edition's default again.

    What holds today stands in `organisation.settings`; these rows tell how it came to, and what is decided to come.
    """

    __tablename__ = "setting_change"
    __table_args__ = (
        one_of("state", PLAN_STATES),
        sa.CheckConstraint("(state = 'planned') = (settled_at IS NULL)", name="settled"),
        sa.Index("ix_setting_change_due", "state", "holds_from", "id"),
        sa.Index("ix_setting_change_key", "organisation_id", "key", "id"),
        sa.Index(
            "uq_setting_change_planned",
            "organisation_id",
            "key",
            "holds_from",
            unique=True,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(sa.String(60))
    value: Mapped[Any] = mapped_column(sa.JSON)
    was: Mapped[Any] = mapped_column(sa.JSON)
    holds_from: Mapped[dt.date]
    state: Mapped[str] = mapped_column(sa.String(10), default="planned")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    decided_by: Mapped[str] = mapped_column(sa.String(120))
    decided_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
