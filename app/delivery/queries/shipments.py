"""Sendings that are on their way to us: what they hold, and which one holds a number that somebody scanned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.delivery.models import PartnerDocument, PartnerOrderLine, Shipment, ShipmentLine, ShipmentUnit
from app.delivery.queries.partner import living
from app.orders.models import Order, OrderLine
from app.refusal import Missing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A sending in a list, with how many things it holds and how many have come."""

    id: int
    number: str
    supplier: str
    announced_at: dt.datetime
    quantity: int
    received: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A line of a sending, with its units."""

    row: ShipmentLine
    line: OrderLine
    order_number: str
    recipient: str
    unit: str
    position: int | None
    units: tuple[ShipmentUnit, ...]

    @property
    def left(self) -> int:
        """How many have not come."""
        return self.row.quantity - self.row.received


def on_the_way(session: Session, *, before: dt.datetime | None = None) -> list[Listed]:
    """Sendings that have not come, oldest first; with `before` those announced before a moment."""
    question = (
        sa.select(
            Shipment.id, Shipment.number, Supplier.name, Shipment.announced_at,
            sa.func.sum(ShipmentLine.quantity), sa.func.sum(ShipmentLine.received),
        )
        .join(Supplier, Supplier.id == Shipment.supplier_id)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.state == "announced")
        .group_by(Shipment.id, Shipment.number, Supplier.name, Shipment.announced_at)
        .order_by(Shipment.id)
        .limit(PAGE)
    )  # fmt: skip
    if before is not None:
        question = question.where(Shipment.announced_at < before)
    return [Listed(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in session.execute(question)]


def shipment_of(session: Session, shipment_id: int) -> tuple[Shipment, str]:
    """A sending with its supplier's name; raises Missing."""
    question = sa.select(Shipment, Supplier.name).join(Supplier, Supplier.id == Shipment.supplier_id)
    row = session.execute(question.where(Shipment.id == shipment_id)).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def packed(session: Session, shipment_id: int) -> list[Packed]:
    """The lines of a sending with their units."""
    question = (
        sa.select(
            ShipmentLine, OrderLine, Order.number, Order.recipient_name, Order.unit_name, PartnerOrderLine.position
        )
        .join(OrderLine, OrderLine.id == ShipmentLine.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(PartnerOrderLine, living(OrderLine.id))
        .where(ShipmentLine.shipment_id == shipment_id)
        .order_by(ShipmentLine.id)
    )
    rows = session.execute(question).all()
    units = _units(session, [row[0].id for row in rows])
    return [Packed(*row, units=tuple(units.get(row[0].id, ()))) for row in rows]


def holding(session: Session, code: str) -> tuple[Shipment, ShipmentLine | None, ShipmentUnit | None] | None:
    """The awaited sending that a scanned code is of: a unit's number, or the sending's own or its parcel's."""
    numbers = (ShipmentUnit.serial, ShipmentUnit.imei, ShipmentUnit.imei2)
    question = (
        sa.select(Shipment, ShipmentLine, ShipmentUnit)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(ShipmentUnit, ShipmentUnit.shipment_line_id == ShipmentLine.id)
        .where(Shipment.state == "announced", sa.or_(*(column == code for column in numbers)))
        .order_by(ShipmentUnit.received_at.is_not(None), Shipment.id)
        .limit(1)
    )
    unit = session.execute(question).one_or_none()
    if unit is not None:
        return unit[0], unit[1], unit[2]
    whole = sa.select(Shipment).where(sa.or_(sa.func.upper(Shipment.number) == code, Shipment.tracking == code))
    found = session.scalars(whole.order_by(Shipment.state != "announced", Shipment.id.desc()).limit(1)).one_or_none()
    return (found, None, None) if found else None


def of_partner_order(session: Session, partner_order_id: int) -> list[Listed]:
    """The sendings that hold something of a partner order."""
    question = (
        sa.select(
            Shipment.id, Shipment.number, PartnerDocument.sent_by_name, Shipment.announced_at,
            sa.func.sum(ShipmentLine.quantity), sa.func.sum(ShipmentLine.received),
        )
        .join(PartnerDocument, PartnerDocument.id == Shipment.document_id)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(PartnerOrderLine, PartnerOrderLine.line_id == ShipmentLine.line_id)
        .where(PartnerOrderLine.partner_order_id == partner_order_id)
        .group_by(Shipment.id, Shipment.number, PartnerDocument.sent_by_name, Shipment.announced_at)
        .order_by(Shipment.id)
    )  # fmt: skip
    return [Listed(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in session.execute(question)]


def _units(session: Session, row_ids: Sequence[int]) -> dict[int, list[ShipmentUnit]]:
    question = sa.select(ShipmentUnit).where(ShipmentUnit.shipment_line_id.in_(row_ids)).order_by(ShipmentUnit.id)
    found: dict[int, list[ShipmentUnit]] = {}
    for unit in session.scalars(question):
        found.setdefault(unit.shipment_line_id, []).append(unit)
    return found


def announced_units(session: Session, line_id: int) -> list[ShipmentUnit]:
    """The units of an order line that are on their way, in the order they were announced."""
    question = (
        sa.select(ShipmentUnit)
        .join(ShipmentLine, ShipmentLine.id == ShipmentUnit.shipment_line_id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.line_id == line_id, Shipment.state == "announced", ShipmentUnit.received_at.is_(None))
        .order_by(ShipmentUnit.id)
    )
    return list(session.scalars(question))
