"""Masses of people and devices for load, inserted in bulk with flat memory; people p0001… sign in by key."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import UtcDateTime, begin_write
from app.demo.bulk_orders import CHUNK, BulkOrders
from app.demo.world import SINCE
from app.devices.models import Device, DeviceState, Holding
from app.identity.models import Person, RoleGrant, Unit
from app.words import say
from app.words.sorting import sort_key
from catalogue.terms import Role

# The table's own insert: the mapped one would cut the rows into groups by which columns are empty.
_DEVICES = sa.insert(cast(sa.Table, Device.__table__))


def load(session: Session, *, now: dt.datetime, orders: int, people: int, devices: int) -> Iterator[str]:
    """Add people, then orders and devices of theirs; says what was added. Commits chunk by chunk."""
    if people:
        yield f"{_people(session, people)} people"
    if orders:
        yield f"{BulkOrders(session, now).load(orders)} orders"
    if devices:
        yield f"{_devices(session, now, devices)} devices"


def _people(session: Session, count: int) -> int:
    begin_write(session)
    units = session.execute(sa.select(Unit.id, Unit.manager_id).order_by(Unit.id)).all()
    rows = []
    for number in range(1, count + 1):
        key, unit = f"p{number:04d}", units[number % len(units)]
        name = say("demo.person", number=f"{number:04d}")
        rows.append({
            "provider": "demo", "subject": key, "name": name, "sort_key": sort_key(name),
            "email": f"{key}@prov.example",
            "title": say("demo.title"), "unit_id": unit.id, "manager_id": unit.manager_id,
        })  # fmt: skip
    session.execute(sa.insert(Person), rows)
    question = sa.select(Person.id).where(Person.subject.in_([row["subject"] for row in rows[:30000]]))
    grants = [
        {"person_id": each, "role": Role.EMPLOYEE.value, "valid_from": SINCE} for each in session.scalars(question)
    ]
    session.execute(sa.insert(RoleGrant), grants)
    session.commit()
    return count


def _devices(session: Session, now: dt.datetime, count: int) -> int:
    dice = random.Random(1860)
    people = session.execute(
        sa.select(Person.id, Person.name, Unit.id.label("unit_id"), Unit.organisation_id)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Person.id)
    ).all()
    session.rollback()  # what follows begins anew, chunk by chunk, as work that writes
    for first in range(0, count, CHUNK):
        begin_write(session)
        places = range(first, min(first + CHUNK, count))
        rows = [_device(place, people[place % len(people)], dice, now) for place in places]
        session.connection().execute(_DEVICES, rows)
        session.commit()
    _hold(session, now)
    return count


def _hold(session: Session, now: dt.datetime) -> None:
    """Whoever stands on a device of the load answers for it, and has said so lately."""
    begin_write(session)
    since = sa.literal(now - dt.timedelta(days=30), UtcDateTime)
    named = sa.select(Device.id, Device.holder_id, Device.unit_id, Device.holder_name, sa.literal("import"), since)
    bare = named.outerjoin(Holding, Holding.device_id == Device.id).where(Holding.id.is_(None))
    session.execute(
        sa.insert(Holding).from_select(
            ["device_id", "person_id", "unit_id", "holder_name", "cause", "since"],
            bare.where(Device.state == DeviceState.ACTIVE, Device.tag.startswith("BULK-")),
        )
    )
    session.commit()


def _device(place: int, holder: Any, dice: random.Random, now: dt.datetime) -> dict[str, Any]:
    since = now.date() - dt.timedelta(days=dice.randint(30, 1800))
    phone = place % 3 == 0
    return {
        "tag": f"BULK-{place:07d}", "serial": f"BULK{place:09d}", "imei": None, "imei2": None,
        "device_class": "phone" if phone else "computer", "kind": "mobile_phone" if phone else "staff_pc",
        "segment": "staff", "model": say("demo.phone") if phone else say("demo.computer"),
        "illustration": "phone" if phone else "laptop", "organisation_id": holder.organisation_id,
        "unit_id": holder.unit_id, "site": "", "holder_id": holder.id, "holder_name": holder.name,
        "payer": "direct" if phone else "invest", "price": 329000 if phone else 984000, "received_on": since,
        "in_service_on": since, "planned_months": None if phone else 48, "depreciation_months": None if phone else 48,
        "planned_end": None if phone else since + dt.timedelta(days=1461), "state": "active", "origin": "import",
    }  # fmt: skip
