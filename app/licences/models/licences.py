"""Licences that were activated, and who looks after what those on screens show."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# Why one ends: its day came, the chef said no, handed back, its holder left, another took over, notice was given.
ENDINGS = ("", "date", "review", "handed_back", "left", "replaced", "notice")
ACTIVE, ENDED = "active", "ended"


def _while_active(name: str, *columns: str, also: str = "") -> sa.Index:
    """Only one of these may be active at a time."""
    which = sa.text(f"state = 'active'{also}")
    return sa.Index(name, *columns, unique=True, sqlite_where=which, postgresql_where=which)


class Licence(Base):
    """One licence of one person, or of one place that a unit has; prices are öre excluding VAT.

    `ends_on` is the last day it is planned to hold, `ended_on` the last day it held. A person has one product once, and
    one elevated licence beside the base licence of their profile (R-078, R-079).
    """

    __tablename__ = "licence"
    __table_args__ = (
        one_of("state", (ACTIVE, ENDED)),
        one_of("why", ENDINGS),
        one_of("price_period", ("once", "month", "year")),
        sa.CheckConstraint("(holder_id IS NULL) = (place <> '')", name="person_or_place"),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="days"),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.UniqueConstraint("line_id", "position"),
        _while_active("uq_licence_once", "holder_id", "item_id"),
        _while_active("uq_licence_elevated", "holder_id", also=" AND kind = 'm365_elevated'"),
        sa.Index("ix_licence_holder", "holder_id", "state", "id"),
        sa.Index("ix_licence_unit", "unit_id", "state", "id"),
        sa.Index("ix_licence_item", "item_id", "state", "id"),
        sa.Index("ix_licence_review", "state", "review_on"),
        sa.Index("ix_licence_ends", "state", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    place: Mapped[str] = mapped_column(sa.String(160), default="")
    orderer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    cost_centre: Mapped[str] = mapped_column(sa.String(60), default="")
    payer: Mapped[str] = mapped_column(sa.String(12))
    price: Mapped[int]
    price_period: Mapped[str] = mapped_column(sa.String(10))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    position: Mapped[int] = mapped_column(default=1)
    order_number: Mapped[str] = mapped_column(sa.String(20), default="")
    state: Mapped[str] = mapped_column(sa.String(10), default=ACTIVE)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    why: Mapped[str] = mapped_column(sa.String(12), default="")
    review_on: Mapped[dt.date | None]
    # The end date that was told of, so that nobody is told twice and a later date is told of anew.
    told_of: Mapped[dt.date | None]


class LicenceEditor(Base):
    """Who looks after the content that a licence shows (R-206)."""

    __tablename__ = "licence_editor"
    __table_args__ = (sa.UniqueConstraint("licence_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(sa.ForeignKey("licence.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
