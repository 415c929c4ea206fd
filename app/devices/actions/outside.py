"""Devices that came another way than through an order: with an approved exception, or found without one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices.actions.registering import Numbers, tag_prefix
from app.devices.models import Device, DeviceState
from app.history import Event
from app.identity.models import Organisation, Unit
from app.numbers import next_number
from app.refusal import Changed
from app.words.formats import today_of

EXCEPTION, FINDING = "exception", "finding"
KIND, LEVEL, PAYER = "out_of_process", "outside", "unit"
PICTURES = {"computer": "laptop", "phone": "phone", "tablet": "tablet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What is known of a thing that no order brought; `price` is öre excluding VAT, `origin` says which way it came."""

    origin: str
    device_class: str
    model: str
    numbers: Numbers
    unit_id: int
    holder_id: int | None
    holder_name: str
    price: int
    bought_on: dt.date | None
    source: str


def register_outside(session: Session, thing: Outside, *, at: dt.datetime) -> tuple[Device, Event]:
    """Put a thing in the register as in use and not managed by IT; the unit answers for it.

    Raises Changed when its number is in the register already.
    """
    where = sa.select(Unit.organisation_id, Unit.segment, Organisation.short_name)
    unit = session.execute(where.join(Organisation).where(Unit.id == thing.unit_id)).one()
    on = thing.bought_on or today_of(at)
    prefix = tag_prefix(unit.short_name, thing.device_class)
    device = Device(
        tag=f"{prefix}-{next_number(session, f'tag-{prefix}'):05d}", serial=thing.numbers.serial,
        imei=thing.numbers.imei, imei2=thing.numbers.imei2, device_class=thing.device_class, kind=KIND,
        segment=unit.segment, model=thing.model, illustration=PICTURES.get(thing.device_class, "laptop"),
        organisation_id=unit.organisation_id, unit_id=thing.unit_id, holder_id=thing.holder_id,
        holder_name=thing.holder_name, payer=PAYER, price=thing.price, received_on=on, in_service_on=on,
        support_level=LEVEL, managed=False, state=DeviceState.ACTIVE.value, origin=thing.origin,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(device)
    except IntegrityError as error:
        raise Changed("devices.refused.registered_meanwhile") from error
    data = {"tag": device.tag, "serial": device.serial, "source": thing.source}
    return device, Event("device", device.id, f"device.from_{thing.origin}", data)
