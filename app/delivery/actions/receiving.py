"""Goods receipt: what arrived, with serial numbers and IMEIs, becomes devices in the same transaction (R-237)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.actions.holding import ON_THE_WAY, Of, settle
from app.delivery.actions.promising import keep_promises
from app.delivery.actions.sendings import take_off
from app.delivery.actions.work import registers, tell_delivered
from app.delivery.models import GoodsReceipt
from app.devices import actions as devices
from app.devices.actions import Numbers
from app.devices.models import Device, DeviceState
from app.devices.queries import taken
from app.history import Actor, Event
from app.orders.actions import Move, move_all, refresh
from app.orders.models import LineState, OrderLine
from app.refusal import Changed, Refused

WITH_IMEI = ("phone", "tablet")
NEEDS_IMEI = ("phone",)
BACKORDERED = LineState.BACKORDERED


@dataclass(frozen=True, slots=True)
class Typed:
    """One unit as it was typed."""

    row: int
    serial: str
    imei: str = ""
    imei2: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: the unit has not arrived."""
        return not (self.serial.strip() or self.imei.strip() or self.imei2.strip())


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came. `already` is how many the form said had come before; units for devices, quantity for other goods."""

    already: int
    quantity: int
    units: Sequence[Numbers] = field(default_factory=tuple)
    note: str = ""
    shipment_id: int | None = None


Faults = dict[tuple[int, str], Refused]


def read_units(
    session: Session, typed: Sequence[Typed], line: OrderLine, *, already: int
) -> tuple[list[Numbers], Faults]:
    """The units that were typed, and what is wrong with each field of each row.

    A number that is typed twice or stands in the register is refused, with the tag of its device. A form that is older
    than the line (`already`) may be one sent twice, so the line's own devices are no fault then.
    """
    device_class = line.verdict["device_class"]
    repeated = already != line.received_quantity
    faults: Faults = {}
    units = [(unit, _numbers(unit, device_class, faults)) for unit in typed if not unit.empty]
    _find_twice(units, faults)
    numbers = [found for _unit, found in units]
    imeis = [imei for found in numbers for imei in (found.imei, found.imei2) if imei]
    known = taken(session, [found.serial for found in numbers], imeis, besides=line.id if repeated else None)
    for unit, found in units:
        for name in ("serial", "imei", "imei2"):
            number = getattr(found, name)
            if number in known:
                kind = "serial" if name == "serial" else "imei"
                faults.setdefault((unit.row, name), Refused(f"devices.{kind}.taken", number=number, tag=known[number]))
    return numbers, faults


def receive(session: Session, of: Of, arrival: Arrival, *, actor: Actor, at: dt.datetime) -> list[Device]:
    """Take in what came of a line, all or part of it; the devices are registered at once and go on to installation.

    The same arrival sent twice is taken in once and returns no devices. Raises Changed when somebody else received
    in the meantime or the line moved on, Refused when nothing or more than what is left has come.
    """
    return receive_all(session, [(of, arrival)], actor=actor, at=at)


def receive_all(
    session: Session, arrivals: Sequence[tuple[Of, Arrival]], *, actor: Actor, at: dt.datetime
) -> list[Device]:
    """Take in what came of several lines at once, as `receive` does; the lines are held.

    Numbers are given before anything is written to the history: everybody holds the series first and its end last.
    """
    coming = [(of, arrival) for of, arrival in arrivals if _is_new(session, of[0], arrival)]
    made: list[Device] = []
    events: list[Event] = []
    for (line, order), arrival in sorted(coming, key=lambda pair: (pair[0][0].kind, pair[0][0].id)):
        brought, registered = devices.register(session, line, order, arrival.units, at=at)
        made += brought
        events += [_note(session, (line, order), arrival, actor=actor, at=at), *registered]
    whole = [of for of, _ in coming if of[0].received_quantity == of[0].quantity]
    complete(session, whole, actor=actor, at=at, also=events)
    if coming:
        refresh(session, {of[1].id for of, _ in coming}, at=at)
    return made


def complete(session: Session, whole: Sequence[Of], *, actor: Actor, at: dt.datetime, also: Sequence[Event]) -> None:
    """With the last unit of a line in, devices go on to installation and other goods are delivered."""
    late = [Move(line, LineState.SOURCED, "delivery.on_its_way") for line, _ in whole if line.state == BACKORDERED]
    if late:
        move_all(session, late, actor=actor, at=at)
    moves, events = [], list(also)
    for line, order in whole:
        settle(session, line)
        if registers(line):
            brought = devices.of_line(session, line.id)
            events += devices.moves(session, brought, DeviceState.INSTALLING, at=at)
            moves.append(Move(line, LineState.INSTALLING, "delivery.installing"))
        else:
            told = {"recipient": order.recipient_name}
            moves.append(Move(line, LineState.DELIVERED, "delivery.delivered", told, {"delivered_at": at}))
            tell_delivered(session, line, order, at=at)
    if moves:
        move_all(session, moves, actor=actor, at=at, also=events)
    else:
        history.record(session, actor, at, events)


def _is_new(session: Session, line: OrderLine, arrival: Arrival) -> bool:
    """Whether an arrival is to be taken in; False for one that stands in the books already."""
    if line.state not in ON_THE_WAY or line.received_quantity != arrival.already:
        if _was_received(session, line, arrival):
            return False
        raise Changed("delivery.refused.received_meanwhile", name=line.name, count=line.received_quantity)
    left = line.quantity - line.received_quantity
    if not 0 < arrival.quantity <= left:
        raise Refused("delivery.refused.quantity", left=left)
    return True


def _note(session: Session, of: Of, arrival: Arrival, *, actor: Actor, at: dt.datetime) -> Event:
    """Write the receipt, count it on the line, what was promised and what was announced, and tell of it."""
    line, order = of
    line.received_quantity += arrival.quantity
    keep_promises(session, line, arrival.quantity)
    take_off(session, line, arrival.quantity, arrival.units, shipment_id=arrival.shipment_id, at=at)
    session.add(
        GoodsReceipt(
            line_id=line.id, quantity=arrival.quantity, delivery_note=arrival.note[:60], received_at=at,
            received_by=actor.id,
        )
    )  # fmt: skip
    data = {"name": line.name, "count": arrival.quantity, "of": line.quantity, "note": arrival.note}
    return Event("order", order.id, "delivery.received", data)


def _was_received(session: Session, line: OrderLine, arrival: Arrival) -> bool:
    """Whether just this arrival stands in the books already."""
    if arrival.units:
        serials = [numbers.serial for numbers in arrival.units]
        question = sa.select(Device.serial).where(Device.order_line_id == line.id, Device.serial.in_(serials))
        return set(session.scalars(question)) == set(serials)
    receipts = sa.select(GoodsReceipt).where(GoodsReceipt.line_id == line.id).order_by(GoodsReceipt.id.desc())
    last = session.scalar(receipts.limit(1))
    return last is not None and (last.quantity, last.delivery_note, arrival.already) == (
        arrival.quantity, arrival.note, line.received_quantity - last.quantity,
    )  # fmt: skip


def _numbers(unit: Typed, device_class: str, faults: Faults) -> Numbers:
    """One row's numbers; a field that is wrong is noted and left empty."""
    serial = imei = imei2 = None
    try:
        serial = devices.serial_number(unit.serial)
    except Refused as refused:
        faults[unit.row, "serial"] = refused
    for name in ("imei", "imei2"):
        try:
            found = devices.imei_number(getattr(unit, name)) if device_class in WITH_IMEI else None
        except Refused as refused:
            faults[unit.row, name] = refused
            continue
        imei, imei2 = (found, imei2) if name == "imei" else (imei, found)
    if device_class in NEEDS_IMEI and imei is None and (unit.row, "imei") not in faults:
        faults[unit.row, "imei"] = Refused("devices.imei.missing")
    return Numbers(serial or "", imei, imei2)


def _find_twice(units: Sequence[tuple[Typed, Numbers]], faults: Faults) -> None:
    """Note the second place where a number is typed."""
    seen: set[str] = set()
    for unit, numbers in units:
        for name in ("serial", "imei", "imei2"):
            number = getattr(numbers, name)
            if number and number in seen:
                faults.setdefault((unit.row, name), Refused("devices.serial.twice", number=number))
            seen.add(number)
