"""Dispatch notes: what a supplier says it has sent, checked unit by unit before any of it is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.actions.matching import Known, Lines, lines_of
from app.delivery.actions.reading import Content, Sent
from app.delivery.actions.work import registers
from app.delivery.models import PartnerDocument, PartnerOrder, Shipment, ShipmentLine, ShipmentUnit
from app.devices import actions as devices
from app.devices.actions import Numbers
from app.devices.queries import taken
from app.history import Actor, Event
from app.refusal import Refused
from app.words import say

WITH_IMEI, NEEDS_IMEI = ("phone", "tablet"), ("phone",)
SHIPPABLE = ("created", "sent", "confirmed")
MOST_SHOWN = 6


@dataclass(slots=True)
class Leg:
    """What a sending holds of one line."""

    known: Known
    quantity: int = 0
    units: list[Numbers] = field(default_factory=list)

    @property
    def told(self) -> str:
        """What it means, in words."""
        if not self.units:
            return say("parcels.shown.sent", line=self.known.title, count=self.quantity)
        serials = ", ".join(unit.serial for unit in self.units[:MOST_SHOWN])
        more = say("parcels.shown.more", count=len(self.units) - MOST_SHOWN) if len(self.units) > MOST_SHOWN else ""
        return say("parcels.shown.units", line=self.known.title, count=self.quantity, serials=serials + more)


def plan_dispatch(
    session: Session, supplier_id: int, content: Content, *, held: bool = False
) -> tuple[list[Leg], list[str]]:
    """What a dispatch note announces, and everything that is wrong with it in words; writes nothing."""
    known = lines_of(session, supplier_id, {row.where.order for row in content.sent}, held=held)
    reader = _Checking(known)
    for row in content.sent:
        reader.take(row)
    reader.look_in(_numbers_in_use(session, reader.numbers))
    return list(reader.legs.values()), content.faults + reader.faults


def announce(
    session: Session, document: PartnerDocument, legs: Sequence[Leg], *, tracking: str, actor: Actor, at: dt.datetime
) -> Shipment:
    """Write a checked dispatch note down; the lines are held. Their orders tell that it was sent."""
    made = Shipment(
        supplier_id=document.supplier_id, document_id=document.id, number=document.reference, tracking=tracking,
        announced_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for leg in legs:
        row = ShipmentLine(shipment_id=made.id, line_id=leg.known.line.id, quantity=leg.quantity)
        session.add(row)
        session.flush()
        session.add_all(
            ShipmentUnit(shipment_line_id=row.id, serial=unit.serial, imei=unit.imei, imei2=unit.imei2)
            for unit in leg.units
        )
    history.record(session, actor, at, [*_order_events(made, legs), *_partner_events(session, made, legs)])
    return made


def _order_events(made: Shipment, legs: Sequence[Leg]) -> list[Event]:
    return [
        Event(
            "order",
            leg.known.order.id,
            "delivery.announced",
            {
                "name": leg.known.line.name, "count": leg.quantity, "of": leg.known.line.quantity,
                "shipment": made.number, "tracking": made.tracking,
            },
        )
        for leg in legs
    ]  # fmt: skip


def _partner_events(session: Session, made: Shipment, legs: Sequence[Leg]) -> Iterator[Event]:
    """An order of which nothing is left to send has left the partner."""
    orders = {leg.known.partner_order.id: leg.known.partner_order for leg in legs}
    left = dict.fromkeys(orders, 0)
    numbers = [order.number for order in orders.values()]
    for number in numbers:
        for known in lines_of(session, made.supplier_id, [number]).of(number):
            left[known.partner_order.id] += known.left
    for order_id, order in sorted(orders.items()):
        data = {"number": order.number, "shipment": made.number}
        yield Event("partner_order", order_id, "partner_order.announced", data)
        if not left[order_id]:
            session.execute(
                sa.update(PartnerOrder)
                .where(PartnerOrder.id == order_id, PartnerOrder.state.in_(SHIPPABLE))
                .values(state="shipped")
            )


class _Checking:
    """Takes row after row, and remembers which number stood where."""

    def __init__(self, known: Lines) -> None:
        self.known = known
        self.legs: dict[int, Leg] = {}
        self.faults: list[str] = []
        self.numbers: dict[str, str] = {}

    def take(self, row: Sent) -> None:
        """One row; a fault is noted, and the row then counts for nothing."""
        try:
            known = self.known.find(row.where)
            leg = self.legs.setdefault(known.line.id, Leg(known))
            unit = self._unit(row, known) if registers(known.line) else None
            if leg.quantity + row.quantity > known.left:
                raise Refused("parcels.fault.too_many", name=known.line.name, left=max(0, known.left))
        except Refused as refused:
            self._blame(row, refused)
            return
        leg.quantity += row.quantity
        if unit is not None:
            leg.units.append(unit)

    def look_in(self, used: dict[str, Refused]) -> None:
        """Note the numbers that somebody has already."""
        for number, refused in used.items():
            text = say(refused.key, **refused.params)
            self.faults.append(say("parcels.fault.at", place=self.numbers[number], what=text))

    def _unit(self, row: Sent, known: Known) -> Numbers:
        serial = devices.serial_number(row.serial)
        phone = known.line.verdict["device_class"] in WITH_IMEI
        imei, imei2 = (devices.imei_number(text) if phone else None for text in (row.imei, row.imei2))
        if known.line.verdict["device_class"] in NEEDS_IMEI and imei is None:
            raise Refused("devices.imei.missing")
        numbers = [number for number in (serial, imei, imei2) if number]
        for at, number in enumerate(numbers):
            if number in self.numbers or number in numbers[:at]:
                raise Refused("devices.serial.twice", number=number)
        self.numbers |= dict.fromkeys(numbers, row.where.place)
        return Numbers(serial, imei, imei2)

    def _blame(self, row: Sent, refused: Refused) -> None:
        text = say(refused.key, **refused.params)
        self.faults.append(say("parcels.fault.at", place=row.where.place, what=text))


def _numbers_in_use(session: Session, numbers: dict[str, str]) -> dict[str, Refused]:
    """Which of the numbers stand in the register, or are on their way in another sending."""
    if not numbers:
        return {}
    wanted = list(numbers)
    used = {
        number: Refused("devices.serial.taken", number=number, tag=tag)
        for number, tag in taken(session, wanted, wanted).items()
    }
    columns = (ShipmentUnit.serial, ShipmentUnit.imei, ShipmentUnit.imei2)
    question = (
        sa.select(Shipment.number, *columns)
        .join(ShipmentLine, ShipmentLine.id == ShipmentUnit.shipment_line_id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.state == "announced", sa.or_(*(column.in_(wanted) for column in columns)))
    )
    for shipment, *found in session.execute(question):
        for number in (number for number in found if number in numbers):
            used.setdefault(number, Refused("parcels.fault.on_its_way", number=number, shipment=shipment))
    return used
