"""Files of people, units and cost centres that somebody has sent in: what they would do, and that it was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class PeopleImport(Base):
    """A file, how it is to be taken, and what its dry run showed; the file itself is let go when it is done."""

    __tablename__ = "people_import"
    __table_args__ = (
        one_of("state", ("shown", "done")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        sa.CheckConstraint("most_share BETWEEN 0 AND 100", name="share"),
        sa.Index("ix_people_import_whose", "sent_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(160))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    closes_missing: Mapped[bool]
    most_share: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    shown: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(10), default="shown")
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
