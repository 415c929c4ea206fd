"""What a municipality keeps a list of in its buildings: its printers, and where they are ordered (L117, L621-L626)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Printer(Base):
    """A printer or copier of an organisation, which pays for it (R-171, R-174); a retired one stays in the list."""

    __tablename__ = "printer"
    __table_args__ = (
        sa.CheckConstraint("(retired_on IS NULL) = (retired_reason = '')", name="retired_with_reason"),
        sa.Index("ix_printer_organisation", "organisation_id", "retired_on", "id"),
        sa.Index(
            "uq_printer_serial", "organisation_id", "serial", unique=True, sqlite_where=sa.text("serial <> ''"),
            postgresql_where=sa.text("serial <> ''"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    model: Mapped[str] = mapped_column(sa.String(120))
    serial: Mapped[str] = mapped_column(sa.String(60), default="")
    site: Mapped[str] = mapped_column(sa.String(120))
    room: Mapped[str] = mapped_column(sa.String(60), default="")
    socket: Mapped[str] = mapped_column(sa.String(60), default="")
    uses_follow_me: Mapped[bool] = mapped_column(default=True)
    installed_on: Mapped[dt.date | None]
    retired_on: Mapped[dt.date | None]
    retired_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    kept_at: Mapped[dt.datetime]
    kept_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    # Two who save at once: the second update finds no row of its version.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class PrinterPortal(Base):
    """Where an organisation orders its printers, and under which agreement (R-172)."""

    __tablename__ = "printer_portal"
    __table_args__ = (sa.CheckConstraint("url LIKE 'https://%'", name="over_https"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    supplier: Mapped[str] = mapped_column(sa.String(120))
    agreement: Mapped[str] = mapped_column(sa.String(120), default="")
    url: Mapped[str] = mapped_column(sa.String(300))
    kept_at: Mapped[dt.datetime]
    kept_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
