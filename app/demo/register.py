"""Devices that were there before the shop: several years of computers, phones and tablets in the register."""

from __future__ import annotations

import datetime as dt
import random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.devices.actions.registering import support_level, tag_prefix
from app.devices.models import Device, DeviceState, Holding
from app.identity.models import Organisation, Person, Unit, Workplace
from app.numbers import next_number
from app.words.formats import today_of
from catalogue.edition import load as edition
from catalogue.lifetimes import add_months, planned_end

KINDS = ("staff_pc", "staff_pc", "staff_pc", "staff_mac", "mobile_phone", "mobile_phone", "staff_tablet", "shared_pc")
OLDEST_MONTHS = 68


def load(session: Session, *, now: dt.datetime) -> None:
    """Give every person a computer and most a phone, with in-service dates spread over the last years."""
    dice = random.Random(2026)
    items = _items(session)
    question = (
        sa.select(Person, Unit, Organisation, Workplace)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .join(Workplace, Workplace.unit_id == Unit.id)
        .where(Person.supplier_id.is_(None))
        .order_by(Person.id)
    )
    for person, unit, organisation, place in session.execute(question).all():
        for kind in ("staff_pc", *dice.sample(KINDS, dice.randint(1, 4))):
            device = _device(items[kind], dice, today_of(now))
            prefix = tag_prefix(organisation.short_name, device.device_class)
            device.tag = f"{prefix}-{next_number(session, f'tag-{prefix}'):05d}"
            device.organisation_id, device.unit_id, device.site = (
                organisation.id,
                unit.id,
                f"{place.name}, {place.town}",
            )
            shared = kind == "shared_pc"
            device.holder_id = None if shared else person.id
            device.holder_name = unit.name if shared else person.name
            session.add(device)
    session.flush()
    session.add_all(_holding(device) for device in session.scalars(sa.select(Device).order_by(Device.id)))
    session.flush()


def _holding(device: Device) -> Holding:
    """Whoever the register names has answered for a device since it came."""
    since = dt.datetime.combine(device.in_service_on or device.received_on, dt.time(8), dt.UTC)
    return Holding(
        device_id=device.id, person_id=device.holder_id, unit_id=device.unit_id, holder_name=device.holder_name,
        cause="import", since=since, given_by=None,
    )  # fmt: skip


def _items(session: Session) -> dict[str, Item]:
    """The most ordered product of each kind."""
    found: dict[str, Item] = {}
    for item in session.scalars(sa.select(Item).where(Item.kind.in_(KINDS)).order_by(Item.popularity.desc(), Item.id)):
        found.setdefault(item.kind, item)
    return found


def _device(item: Item, dice: random.Random, today: dt.date) -> Device:
    kind = edition().kinds[item.kind]
    since = add_months(today, -dice.randint(2, OLDEST_MONTHS)) - dt.timedelta(days=dice.randint(0, 27))
    letters = "".join(dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(7))
    device_class = kind.device_class or ""
    return Device(
        serial=f"PF{letters}",
        imei=imei(dice) if device_class == "phone" else None,
        device_class=device_class,
        kind=item.kind,
        segment=item.segment,
        model=item.name,
        illustration=item.illustration,
        item_id=item.id,
        payer=str(kind.payer),
        price=item.price,
        received_on=since,
        in_service_on=since,
        warranty_end=add_months(since, item.warranty_months or 24),
        depreciation_months=kind.depreciation_months,
        planned_months=kind.planned_months,
        planned_end=planned_end(since, kind.planned_months) if kind.planned_months else None,
        support_level=support_level(device_class, item.segment),
        managed=True,
        state=DeviceState.ACTIVE.value,
        origin="import",
    )


def imei(dice: random.Random) -> str:
    """An IMEI that no real device has: the test body's number range, with its check digit."""
    digits = f"00101{dice.randint(0, 10**9 - 1):09d}"
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(digits))
    total = sum(number // 10 + number % 10 for number in doubled)
    return f"{digits}{-total % 10}"
