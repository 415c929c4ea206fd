"""The device register (CMDB): one row for every computer, phone, tablet and network device delivered."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class DeviceState(StrEnum):
    """Where a device stands (DOMAIN c)."""

    RECEIVED = "received"
    INSTALLING = "installing"
    READY = "ready"
    ACTIVE = "active"
    IN_REPAIR = "in_repair"
    RETURNED = "returned"
    WIPED = "wiped"
    RECYCLED = "recycled"
    STOLEN = "stolen"
    LOST = "lost"
    WRITTEN_OFF = "written_off"
    BLOCKED = "blocked"


D = DeviceState
MOVES: dict[DeviceState, frozenset[DeviceState]] = {
    D.RECEIVED: frozenset({D.INSTALLING}),
    D.INSTALLING: frozenset({D.READY}),
    D.READY: frozenset({D.ACTIVE}),
    D.ACTIVE: frozenset({D.IN_REPAIR, D.RETURNED, D.STOLEN, D.LOST, D.BLOCKED}),
    D.IN_REPAIR: frozenset({D.ACTIVE, D.WRITTEN_OFF}),
    D.RETURNED: frozenset({D.WIPED}),
    D.WIPED: frozenset({D.READY, D.RECYCLED}),
    D.STOLEN: frozenset({D.RETURNED, D.WRITTEN_OFF}),
    D.LOST: frozenset({D.RETURNED, D.WRITTEN_OFF}),
    D.BLOCKED: frozenset({D.ACTIVE, D.RETURNED}),
    D.RECYCLED: frozenset(),
    D.WRITTEN_OFF: frozenset(),
}


class Device(Base):
    """A thing with a serial number; price is öre excluding VAT, periods are months."""

    __tablename__ = "device"
    __table_args__ = (
        one_of("state", DeviceState),
        sa.Index("ix_device_holder", "holder_id", "id"),
        sa.Index("ix_device_unit", "unit_id", "id"),
        sa.Index("ix_device_organisation", "organisation_id", "id"),
        sa.Index("ix_device_planned_end", "planned_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(30), unique=True)
    serial: Mapped[str] = mapped_column(sa.String(60), unique=True)
    imei: Mapped[str | None] = mapped_column(sa.String(15), unique=True)
    imei2: Mapped[str | None] = mapped_column(sa.String(15), unique=True)
    device_class: Mapped[str] = mapped_column(sa.String(20), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    segment: Mapped[str] = mapped_column(sa.String(20))
    model: Mapped[str] = mapped_column(sa.String(120))
    illustration: Mapped[str] = mapped_column(sa.String(40))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    site: Mapped[str] = mapped_column(sa.String(120), default="")
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    payer: Mapped[str] = mapped_column(sa.String(12))
    price: Mapped[int]
    received_on: Mapped[dt.date]
    in_service_on: Mapped[dt.date | None]
    warranty_end: Mapped[dt.date | None]
    depreciation_months: Mapped[int | None]
    planned_months: Mapped[int | None]
    planned_end: Mapped[dt.date | None]
    support_level: Mapped[str] = mapped_column(sa.String(20), default="managed")
    managed: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(sa.String(12))
    origin: Mapped[str] = mapped_column(sa.String(12), default="order")
