"""What is written in a case, and the files that come with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

SOURCES = ("web", "mail", "ticketing")


class CaseMessage(Base):
    """One message; an internal one is only for those who work with the case.

    `files` repeats name, size and id of its files, so that a page reads the thread in one question.
    """

    __tablename__ = "case_message"
    __table_args__ = (one_of("source", SOURCES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    internal: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(sa.String(10), default="web")
    files: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    written_at: Mapped[dt.datetime]


class CaseFile(Base):
    """A file of a message; `size` is bytes."""

    __tablename__ = "case_file"
    __table_args__ = (sa.Index("ix_case_file_quota", "added_by", "added_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), index=True)
    file_key: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(160))
    media_type: Mapped[str] = mapped_column(sa.String(80))
    size: Mapped[int]
    internal: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    added_at: Mapped[dt.datetime]
