"""Places in a school class: a device for each, with a name or without."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ClassPlace(Base):
    """One place in a class that an order line buys for; it gets its device when the goods are registered.

    A name stands here only until then: afterwards the register says whose the device is.
    """

    __tablename__ = "class_place"
    __table_args__ = (sa.UniqueConstraint("order_line_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    class_name: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int]
    pupil: Mapped[str] = mapped_column(sa.String(80), default="")
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), unique=True)


class VolumeComment(Base):
    """What a municipality says of the forecast volume of a class of devices for a year (R-218)."""

    __tablename__ = "volume_comment"
    __table_args__ = (sa.Index("ix_volume_comment_year", "year", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    year: Mapped[int]
    device_class: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(500))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]
