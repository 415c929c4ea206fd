"""Files of devices that somebody has sent in: what they would do, and that it was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class DeviceImport(Base):
    """A file with what its dry run showed; the file itself is let go when it is done, or after a day."""

    __tablename__ = "device_import"
    __table_args__ = (
        one_of("state", ("shown", "done")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        sa.Index("ix_device_import_whose", "sent_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(160))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(sa.String(64))
    shown: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(10), default="shown")
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
