"""The device register (CMDB): one row for every computer, phone, tablet and network device (R-203, R-237)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.devices.models.states import DeviceState, Origin


class Device(Base):
    """A thing with a serial number; price is öre excluding VAT, periods are months.

    `version` counts the changes, so that of two hands the second is told. `shelf_since` is the day it became ready to
    be used by somebody new; nobody holds what stands on the shelf.
    """

    __tablename__ = "device"
    __table_args__ = (
        one_of("state", DeviceState),
        one_of("origin", Origin),
        sa.CheckConstraint("shelf_since IS NULL OR (state = 'ready' AND holder_id IS NULL)", name="shelf"),
        sa.CheckConstraint("price >= 0", name="price"),
        sa.Index("ix_device_holder", "holder_id", "id"),
        sa.Index("ix_device_unit", "unit_id", "id"),
        sa.Index("ix_device_organisation", "organisation_id", "id"),
        sa.Index("ix_device_planned_end", "planned_end"),
        sa.Index("ix_device_order_reference", "order_reference"),
        sa.Index("ix_device_state", "state", "id"),
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
    room: Mapped[str] = mapped_column(sa.String(60), default="")
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
    os_licence: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[str] = mapped_column(sa.String(12))
    shelf_since: Mapped[dt.date | None]
    origin: Mapped[str] = mapped_column(sa.String(12), default="order")
    # The number of the order in the system it was bought in, for what no order of the shop brought.
    order_reference: Mapped[str] = mapped_column(sa.String(40), default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
