"""People and groups as a municipality's directory describes them (SCIM), beside the person they make."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

LIVE = sa.text("deleted_at IS NULL")


def _unique_among_living(name: str, *columns: str) -> sa.Index:
    return sa.Index(name, *columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


class DirectoryUser(Base):
    """What a directory says of one person; a row that was deleted there keeps its person and stays.

    `tenant` is the provider its people sign in with, and whose token alone may see the row. `document` holds the
    attributes as they were sent, and `version` counts their changes.
    """

    __tablename__ = "directory_user"
    __table_args__ = (
        _unique_among_living("uq_directory_user_name", "tenant", "user_name_key"),
        _unique_among_living("uq_directory_user_external", "tenant", "external_id"),
        _unique_among_living("uq_directory_user_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    tenant: Mapped[str] = mapped_column(sa.String(80))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    user_name_key: Mapped[str] = mapped_column(sa.String(256))
    external_id: Mapped[str | None] = mapped_column(sa.String(120))
    document: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    deleted_at: Mapped[dt.datetime | None]


class DirectoryGroup(Base):
    """A group of a directory; it gives roles only where an administrator has mapped it to one."""

    __tablename__ = "directory_group"
    __table_args__ = (
        _unique_among_living("uq_directory_group_external", "tenant", "external_id"),
        sa.Index("ix_directory_group_name", "tenant", "name_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    tenant: Mapped[str] = mapped_column(sa.String(80))
    external_id: Mapped[str | None] = mapped_column(sa.String(120))
    name: Mapped[str] = mapped_column(sa.String(256))
    name_key: Mapped[str] = mapped_column(sa.String(256))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    deleted_at: Mapped[dt.datetime | None]


class DirectoryMember(Base):
    """That somebody belongs to a group of the directory."""

    __tablename__ = "directory_member"

    group_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_group.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_user.id"), primary_key=True, index=True)
