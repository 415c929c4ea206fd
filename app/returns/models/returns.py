"""Something handed in, and who has had it in their hands since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.returns import Grade, Reason, ReturnState, Wiping

_OPEN = sa.text("state NOT IN ('closed', 'cancelled')")
AFTER_WIPING = "'wiped', 'reused', 'recycled', 'closed'"


class HandedIn(Base):
    """A device that somebody hands in to IT; its number is that of its case.

    `cost_centre` is whose it was, for what a recycler pays. `seat` is its place among the pickups of a half-day, from
    1, and the database gives each once. It also refuses to go on without evidence of wiping, and with a lock left on
    (R-213).
    """

    __tablename__ = "return_request"
    __table_args__ = (
        one_of("state", ReturnState),
        one_of("reason", Reason),
        one_of("way", ("place", "pickup")),
        one_of("slot", ("", "fm", "em")),
        one_of("grade", ("", *Grade)),
        one_of("wipe_method", ("", *Wiping)),
        sa.CheckConstraint("(way = 'pickup') = (slot <> '' AND pickup_on IS NOT NULL)", name="pickup_slot"),
        sa.CheckConstraint(
            f"state NOT IN ({AFTER_WIPING}) OR (wipe_method <> '' AND wiped_at IS NOT NULL AND wiped_by IS NOT NULL)",
            name="wiped_first",
        ),
        sa.CheckConstraint(f"state NOT IN ({AFTER_WIPING}) OR unlocked_at IS NOT NULL", name="unlocked_first"),
        # A device is handed in once at a time.
        sa.Index("uq_return_request_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_return_request_state", "state", "id"),
        sa.Index("ix_return_request_pickup", "pickup_on", "slot"),
        sa.Index("uq_return_request_seat", "pickup_on", "slot", "seat", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), unique=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    cost_centre: Mapped[str] = mapped_column(sa.String(60), default="")
    reason: Mapped[str] = mapped_column(sa.String(12))
    way: Mapped[str] = mapped_column(sa.String(6))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    pickup_on: Mapped[dt.date | None]
    slot: Mapped[str] = mapped_column(sa.String(2), default="")
    seat: Mapped[int | None]
    signed_out: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(12), default=ReturnState.REQUESTED.value)
    requested_at: Mapped[dt.datetime]
    grade: Mapped[str] = mapped_column(sa.String(6), default="")
    remark: Mapped[str] = mapped_column(sa.String(500), default="")
    unlocked_at: Mapped[dt.datetime | None]
    wipe_method: Mapped[str] = mapped_column(sa.String(12), default="")
    wiped_at: Mapped[dt.datetime | None]
    wiped_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    wiped_name: Mapped[str] = mapped_column(sa.String(120), default="")
    closed_at: Mapped[dt.datetime | None]


class Custody(Base):
    """One step of the chain of custody; `seal` is its digest, told in the shop's chained history as it was written."""

    __tablename__ = "custody_event"
    __table_args__ = (sa.Index("ix_custody_event_return", "return_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return_request.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(sa.String(120))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    seal: Mapped[str] = mapped_column(sa.String(64))
