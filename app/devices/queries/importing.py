"""What a file of devices is compared with, and the files that were sent in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, DeviceImport
from app.devices.queries.recipients import Recipient, units_of
from app.identity.models import Organisation, Person, Unit
from app.identity.queries import Visitor
from app.refusal import Missing

CHUNK = 500
LATEST = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the shop already: organisations by name, who may hold, devices by serial, taken numbers.

    A holder is None where several have the name.
    """

    organisations: Mapping[str, int]
    holders: Mapping[tuple[int, str], Recipient | None]
    units: Mapping[int, Recipient]
    devices: Mapping[str, Device]
    taken: Mapping[str, str]


def standing(session: Session, rows: Sequence[Mapping[str, Any]]) -> Standing:
    """What the rows of a file meet."""
    organisations = _organisations(session)
    names = {str(row.get("organisation", "")).casefold() for row in rows}
    here = sorted({organisations[name] for name in names if name in organisations})
    units = units_of(session, here)
    devices = _devices(session, [row["serial"] for row in rows])
    numbers = {row[key] for row in rows for key in ("serial", "imei", "imei2", "tag") if row.get(key)}
    return Standing(
        organisations=organisations,
        holders=_holders(session, here, units),
        units={unit.organisation_id: unit for unit in reversed(units)},
        devices=devices,
        taken=_taken(session, sorted(numbers)),
    )


def _organisations(session: Session) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in session.execute(
        sa.select(Organisation.id, Organisation.key, Organisation.name, Organisation.short_name)
    ):
        found |= {name.casefold(): row.id for name in (row.key, row.name, row.short_name)}
    return found


def _holders(
    session: Session, organisations: list[int], units: Sequence[Recipient]
) -> dict[tuple[int, str], Recipient | None]:
    """Everybody who may hold something in these organisations, by name and by address; None for a shared name."""
    found: dict[tuple[int, str], Recipient | None] = {}
    question = (
        sa.select(Person.id, Person.name, Unit.id, Unit.name, Unit.organisation_id, Person.email)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id.in_(organisations), Person.active, Person.supplier_id.is_(None))
    )
    people = [Recipient(*row) for row in session.execute(question)]
    for each in [*people, *units]:
        key = (each.organisation_id, each.name.casefold())
        found[key] = None if key in found else each
    return found | {(each.organisation_id, each.email.casefold()): each for each in people}


def _devices(session: Session, serials: Sequence[str]) -> dict[str, Device]:
    found: dict[str, Device] = {}
    for some in _pieces(serials):
        found |= {each.serial: each for each in session.scalars(sa.select(Device).where(Device.serial.in_(some)))}
    return found


def _taken(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Which numbers stand in the register, each with the tag of its device."""
    found: dict[str, str] = {}
    columns = (Device.tag, Device.serial, Device.imei, Device.imei2)
    for some in _pieces(numbers):
        question = sa.select(*columns).where(sa.or_(*(column.in_(some) for column in columns)))
        for row in session.execute(question):
            found |= {number: row.tag for number in row if number in some}
    return found


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def imports(session: Session, me: Visitor) -> list[DeviceImport]:
    """My latest files, newest first."""
    question = sa.select(DeviceImport).where(DeviceImport.sent_by == me.id).order_by(DeviceImport.id.desc())
    return list(session.scalars(question.limit(LATEST)))


def import_of(session: Session, me: Visitor, import_id: int, *, hold: bool = False) -> DeviceImport:
    """A file of mine, held until commit if wanted; raises Missing for any other."""
    question = sa.select(DeviceImport).where(DeviceImport.id == import_id, DeviceImport.sent_by == me.id)
    row = session.scalar(question.with_for_update() if hold else question)
    if row is None:
        raise Missing
    return row
