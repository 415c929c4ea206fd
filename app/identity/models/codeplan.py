"""An organisation's code plan (kontering): its parts, their values, and which of them go together."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.codeplan import DIMENSIONS, RULE_KINDS


class CodeDimension(Base):
    """A part of the code plan that an organisation uses, and whether an order must state it."""

    __tablename__ = "code_dimension"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key"), one_of("key", DIMENSIONS))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(sa.String(20))
    required: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class CodeValue(Base):
    """A value of a part of the code plan between two days."""

    __tablename__ = "code_value"
    __table_args__ = (
        sa.UniqueConstraint("dimension_id", "code"),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dimension_id: Mapped[int] = mapped_column(sa.ForeignKey("code_dimension.id"))
    code: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)


class CodeRule(Base):
    """When one part has a value like `pattern`, another must (only) or must not (never) be like `other_pattern`."""

    __tablename__ = "code_rule"
    __table_args__ = (
        one_of("kind", RULE_KINDS),
        one_of("dimension", DIMENSIONS),
        one_of("other", DIMENSIONS),
        sa.CheckConstraint("dimension <> other", name="two_parts"),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    dimension: Mapped[str] = mapped_column(sa.String(20))
    pattern: Mapped[str] = mapped_column(sa.String(120))
    other: Mapped[str] = mapped_column(sa.String(20))
    other_pattern: Mapped[str] = mapped_column(sa.String(120))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)
