"""Things that came outside the process enter the register: the unit answers for them, and IT does not manage them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition
from app.devices.actions import Entry, Numbers, Recipient, enter
from app.devices.models import Device, Origin
from app.history import Event
from app.identity.models import Unit
from app.identity.queries import Visitor

KIND, LEVEL = "out_of_process", "outside"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is known of a thing; `price` is öre excluding VAT, `number` what its request or finding is called."""

    device_class: str
    model: str
    unit_id: int
    holder_id: int | None
    holder_name: str
    price: int
    on: dt.date
    number: str


def enter_outside(
    session: Session, me: Visitor, thing: Thing, units: Sequence[Numbers], *, at: dt.datetime
) -> list[Device]:
    """Put things in the register as exceptions, in use; raises Changed when a number stands there already."""
    unit = session.execute(
        sa.select(Unit.organisation_id, Unit.segment, Unit.name).where(Unit.id == thing.unit_id)
    ).one()
    to = Recipient(thing.holder_id, thing.holder_name, thing.unit_id, unit.name, unit.organisation_id, "")
    kind = dataclasses.replace(edition().kinds[KIND], device_class=thing.device_class)
    entries = [
        Entry(
            kind=kind, serial=each.serial, imei=each.imei, imei2=each.imei2, model=thing.model, to=to,
            segment=unit.segment, price=thing.price, received_on=thing.on, managed=False, origin=Origin.EXCEPTION,
        )
        for each in units
    ]  # fmt: skip
    made, events = enter(session, entries, by=me.id, at=at)
    for device in made:
        device.support_level = LEVEL
    events += [Event("device", device.id, "device.outside", {"number": thing.number}) for device in made]
    history.record(session, me.actor, at, events)
    return made
