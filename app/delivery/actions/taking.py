"""Taking in what was announced: a whole sending at once, or one unit with each beep of a scanner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.delivery.actions.holding import Of, hold_all
from app.delivery.actions.receiving import Arrival, receive_all
from app.delivery.actions.work import registers
from app.delivery.models import Shipment
from app.delivery.queries.shipments import Packed, holding, packed
from app.devices.actions import Numbers
from app.history import Actor
from app.refusal import Changed, Refused


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a sending: which units, and how many of each counted line, beside how many had come before."""

    units: frozenset[int] = frozenset()
    counts: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code was of; `name` and `serial` are empty for a whole sending."""

    shipment: Shipment
    name: str = ""
    serial: str = ""
    left: int = 0


def take_shipment(session: Session, shipment: Shipment, came: Came, *, actor: Actor, at: dt.datetime) -> int:
    """Take in what came of a sending; returns how many, 0 when all of it was in already.

    Raises Changed when a counted line was received by somebody else meanwhile, Refused for more than is left.
    """
    lines = _held(session, shipment)
    arrivals = [(of, arrival) for row, of in lines if (arrival := _arrival(row, of, came, shipment)) is not None]
    receive_all(session, arrivals, actor=actor, at=at)
    return sum(arrival.quantity for _of, arrival in arrivals)


def scan(session: Session, code: str, *, actor: Actor, at: dt.datetime) -> Scanned:
    """Take in the announced unit that a code is of; a unit that is in already is told again, without a second effect.

    Raises Refused for a code that nothing announced has.
    """
    plain = "".join(code.split()).upper()
    if not plain:
        raise Refused("parcels.refused.read_code")
    found = holding(session, plain)
    if found is None:
        raise Refused("parcels.refused.unknown_code", code=code.strip()[:40])
    shipment, _row, unit = found
    if unit is None:
        return Scanned(shipment)
    lines = _held(session, shipment)
    row, of = next((row, of) for row, of in lines if unit.id in {each.id for each in row.units})
    arrival = _arrival(row, of, Came(units=frozenset({unit.id})), shipment)
    if arrival is not None:
        receive_all(session, [(of, arrival)], actor=actor, at=at)
    left = sum(each.left for each, _ in lines)
    return Scanned(shipment, of[0].name, unit.serial, left)


def _held(session: Session, shipment: Shipment) -> list[tuple[Packed, Of]]:
    """The lines of a sending, held, as they stand now."""
    ids: Collection[int] = {row.line.id for row in packed(session, shipment.id)}
    held = {of[0].id: of for of in hold_all(session, ids)}
    session.expire_all()
    return [(row, held[row.line.id]) for row in packed(session, shipment.id)]


def _arrival(row: Packed, of: Of, came: Came, shipment: Shipment) -> Arrival | None:
    line = of[0]
    if registers(line):
        units = [unit for unit in row.units if unit.id in came.units and unit.received_at is None]
        numbers = [Numbers(unit.serial, unit.imei, unit.imei2) for unit in units]
        if not numbers:
            return None
        return Arrival(line.received_quantity, len(numbers), numbers, shipment.number, shipment.id)
    already, count = came.counts.get(row.row.id, (0, 0))
    if not count or row.row.received == already + count:
        return None
    if row.row.received != already:
        raise Changed("delivery.refused.received_meanwhile", name=line.name, count=line.received_quantity)
    if count > row.left:
        raise Refused("delivery.refused.quantity", left=row.left)
    return Arrival(line.received_quantity, count, (), shipment.number, shipment.id)
