"""Devices enter the register with the goods receipt that brought them (R-237)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices.actions.seating import seat
from app.devices.models import Device, DeviceState
from app.history import Event
from app.identity.models import Organisation
from app.numbers import next_numbers
from app.orders.models import Order, OrderLine
from app.refusal import Changed
from app.words.formats import today_of
from catalogue.terms import Segment

# The middle part of a tag by device class; a class without one is written IT.
CODES = {"computer": "PC", "tablet": "TAB", "phone": "MOB", "access_point": "AP", "switch": "SW", "firewall": "FW"}
OTHER = "IT"
MOBILE = ("phone", "tablet")
# Kinds that belong to a unit and a place rather than to a person.
SHARED_KINDS = ("shared_pc", "access_point", "switch", "firewall")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What tells one unit from all others, as `serial_number` and `imei_number` write them."""

    serial: str
    imei: str | None = None
    imei2: str | None = None


def register(
    session: Session, line: OrderLine, order: Order, units: Sequence[Numbers], *, at: dt.datetime
) -> tuple[list[Device], list[Event]]:
    """Put the units of a line in the register as received; returns them and what happened, for the caller to record.

    Raises Changed when one of the numbers was registered by somebody else in the meantime.
    """
    if not units:
        return [], []
    prefix = tag_prefix(session.get_one(Organisation, line.organisation_id).short_name, line.verdict["device_class"])
    made = [_device(line, order, unit, at) for unit in units]
    for device in made:
        device.tag = free_tag(session, prefix)
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError as error:
        raise Changed("devices.refused.registered_meanwhile") from error
    seat(session, line.id, made)
    told = [{"tag": device.tag, "serial": device.serial, "order": order.number} for device in made]
    return made, [
        Event("device", device.id, "device.registered", data) for device, data in zip(made, told, strict=True)
    ]


def of_line(session: Session, line_id: int) -> list[Device]:
    """The devices that a line brought, held until commit."""
    question = sa.select(Device).where(Device.order_line_id == line_id).order_by(Device.id).with_for_update()
    return list(session.scalars(question))


def tag_prefix(organisation: str, device_class: str) -> str:
    """The beginning of a tag: three letters of the organisation and the class, such as LAX-PC."""
    letters = unicodedata.normalize("NFKD", organisation.upper()).encode("ascii", "ignore").decode()
    short = "".join(filter(str.isalpha, letters))[:3].ljust(3, "X")
    return f"{short}-{CODES.get(device_class, OTHER)}"


def free_tag(session: Session, prefix: str) -> str:
    """The next tag of a series that no device has: those that came with a file bring their own."""
    return free_tags(session, prefix, 1)[0]


def free_tags(session: Session, prefix: str, count: int) -> list[str]:
    """The next `count` tags of a series that no device has."""
    free: list[str] = []
    while len(free) < count:
        tags = [f"{prefix}-{number:05d}" for number in next_numbers(session, f"tag-{prefix}", count - len(free))]
        taken = set(session.scalars(sa.select(Device.tag).where(Device.tag.in_(tags))))
        free += [tag for tag in tags if tag not in taken]
    return free


def support_level(device_class: str, segment: str) -> str:
    """Which level of support goes with a device (R-155, R-156, R-165)."""
    if segment == Segment.PUPIL:
        return "pupil"
    return "mobile" if device_class in MOBILE else "managed"


def _device(line: OrderLine, order: Order, unit: Numbers, at: dt.datetime) -> Device:
    verdict = line.verdict
    device_class = verdict["device_class"]
    shared = line.kind in SHARED_KINDS
    return Device(
        serial=unit.serial, imei=unit.imei, imei2=unit.imei2, device_class=device_class, kind=line.kind,
        segment=line.segment, model=line.name, illustration=line.illustration, item_id=line.item_id,
        order_line_id=line.id, organisation_id=line.organisation_id, unit_id=order.unit_id,
        site=order.delivery_address[:120], holder_id=None if shared else order.recipient_id,
        holder_name=order.unit_name if shared else order.recipient_name, payer=line.payer, price=line.unit_price,
        received_on=today_of(at), depreciation_months=verdict.get("depreciation_months"),
        planned_months=verdict.get("planned_months"), support_level=support_level(device_class, line.segment),
        state=DeviceState.RECEIVED.value,
    )  # fmt: skip
