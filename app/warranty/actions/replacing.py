"""A new device in place of a claimed one: linked, with what was left of the warranty and of the planned life."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices import actions as devices
from app.devices.actions import Given
from app.devices.actions.registering import tag_prefix
from app.devices.models import Device, DeviceState, may_move
from app.history import Event
from app.identity.models import Organisation
from app.numbers import next_number
from app.refusal import Changed, Refused
from app.warranty.actions.moves import into_repair
from app.warranty.queries.found import Found
from app.words.formats import today_of


@dataclass(frozen=True, slots=True)
class New:
    """The numbers of the new device as they were typed."""

    serial: str
    imei: str = ""


def replace(session: Session, found: Found, new: New, *, by: int, at: dt.datetime) -> tuple[Device, list[Event]]:
    """Put a new device in the place of the old one, which is written off; returns it and what happened.

    A serial number that the register knows must be that of a device which is ready. Raises Refused for any other, for
    a number that cannot be one, and for an old device that cannot be written off where it stands.
    """
    old = found.device
    assert old is not None  # noqa: S101  # the caller has looked
    if not is_replaceable(old):
        raise Refused(f"warranty.refused.{'blocked' if old.state == DeviceState.BLOCKED else 'elsewhere'}", tag=old.tag)
    serial, imei = devices.serial_number(new.serial), devices.imei_number(new.imei)
    known = session.scalar(sa.select(Device).where(Device.serial == serial).with_for_update())
    if known is not None and (known.state != DeviceState.READY or known.id == old.id):
        raise Refused("devices.serial.taken", number=serial, tag=known.tag)
    number, told = found.claim.number, {"old": old.tag}
    made = known or _registered(session, old, serial, imei, at=at)
    heir = {"holder_id": old.holder_id, "holder_name": old.holder_name, "unit_id": old.unit_id, "site": old.site}
    heir |= {"organisation_id": old.organisation_id, "payer": old.payer}
    gone = {"number": number, "new": made.tag}
    # Let on the network again while the claim went on, it has not been in repair yet.
    events = into_repair(session, old, number, at=at)
    events += devices.moves(session, [old], DeviceState.WRITTEN_OFF, at=at, event="device.replaced", data=gone)
    events += devices.moves(
        session, [made], DeviceState.ACTIVE, at=at, event="device.replaces", data=told | {"number": number},
        given=Given("swap", by), in_service_on=old.in_service_on,
        warranty_end=_later(old.warranty_end, made.warranty_end),
        planned_end=old.planned_end, **heir,
    )  # fmt: skip
    return made, events


def is_replaceable(old: Device) -> bool:
    """Whether a new device may take the place of this one: it is not kept off the network, nor back at IT."""
    return old.state == DeviceState.ACTIVE or may_move(old.state, DeviceState.WRITTEN_OFF)


def _registered(session: Session, old: Device, serial: str, imei: str | None, *, at: dt.datetime) -> Device:
    """A new device with the old one's facts, ready to take its place."""
    organisation = session.get_one(Organisation, old.organisation_id).short_name
    prefix = tag_prefix(organisation, old.device_class)
    made = Device(
        tag=f"{prefix}-{next_number(session, f'tag-{prefix}'):05d}", serial=serial, imei=imei,
        device_class=old.device_class, kind=old.kind, segment=old.segment, model=old.model,
        illustration=old.illustration, item_id=old.item_id, order_line_id=old.order_line_id,
        organisation_id=old.organisation_id, unit_id=old.unit_id, site=old.site, payer=old.payer, price=old.price,
        received_on=today_of(at), depreciation_months=old.depreciation_months, planned_months=old.planned_months,
        support_level=old.support_level, managed=old.managed, state=DeviceState.READY.value, origin=old.origin,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Changed("devices.refused.registered_meanwhile") from error
    return made


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((day for day in (one, other) if day is not None), default=None)
