"""Sendings that suppliers announced, and what has come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.delivery.actions.mismatches import note_mismatch
from app.delivery.models import PartnerOrder, PartnerOrderLine, Shipment, ShipmentLine, ShipmentUnit
from app.devices.actions import Numbers
from app.history import Actor, Event
from app.orders.models import OrderLine
from app.refusal import Missing


def take_off(  # what came is how many and which; they belong together
    session: Session, line: OrderLine, count: int, units: Sequence[Numbers], *, shipment_id: int | None, at: dt.datetime
) -> None:
    """Count what came of a line against what was announced, oldest first; a unit nobody announced is written down.

    Serial numbers are matched one by one. Other goods are counted, from the sending that is named, if any.
    """
    question = (
        sa.select(ShipmentLine, Shipment)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.line_id == line.id, Shipment.state == "announced")
        .order_by(Shipment.id != (shipment_id or 0), Shipment.id)
    )
    rows = [(row[0], row[1]) for row in session.execute(question)]
    if not rows:
        return
    if units:
        _match(session, line, rows, units, at=at)
    else:
        for row, _shipment in rows:
            used = min(count, row.quantity - row.received)
            row.received, count = row.received + used, count - used
    session.flush()
    for shipment in {row[1].id: row[1] for row in rows}.values():
        _end_if_all_came(session, shipment, at=at)


def close_short(session: Session, shipment_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Stop waiting for the rest of a sending: what is missing is written down, and may be announced anew.

    Returns False when nothing of it is awaited any more. Raises Missing for none.
    """
    shipment = session.scalar(locked(sa.select(Shipment).where(Shipment.id == shipment_id)))
    if shipment is None:
        raise Missing
    if shipment.state != "announced":
        return False
    shipment.state, shipment.ended_at = "closed_short", at
    question = (
        sa.select(ShipmentLine, OrderLine, PartnerOrder.id)
        .join(OrderLine, OrderLine.id == ShipmentLine.line_id)
        .outerjoin(
            PartnerOrderLine, sa.and_(PartnerOrderLine.line_id == OrderLine.id, PartnerOrderLine.ended_at.is_(None))
        )
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
        .where(ShipmentLine.shipment_id == shipment.id, ShipmentLine.received < ShipmentLine.quantity)
        .order_by(ShipmentLine.id)
    )
    events = []
    for row, line, partner_order_id in session.execute(question).all():
        facts = {"name": line.name, "count": row.quantity - row.received, "shipment": shipment.number,
                 "serials": _missing(session, row)}  # fmt: skip
        note_mismatch(
            session, "missing", supplier_id=shipment.supplier_id, line_id=line.id, shipment_id=shipment.id,
            partner_order_id=partner_order_id, facts=facts, at=at,
        )  # fmt: skip
        told = {"name": line.name, "count": row.quantity - row.received, "shipment": shipment.number}
        events.append(Event("order", line.order_id, "delivery.missing", told))
    history.record(session, actor, at, events)
    return True


def _match(
    session: Session, line: OrderLine, rows: Sequence[tuple[ShipmentLine, Shipment]], units: Sequence[Numbers], *,
    at: dt.datetime,
) -> None:  # fmt: skip
    own = {row.id: (row, shipment) for row, shipment in rows}
    waiting = sa.select(ShipmentUnit).where(ShipmentUnit.shipment_line_id.in_(own), ShipmentUnit.received_at.is_(None))
    known = {unit.serial: unit for unit in session.scalars(waiting)}
    for numbers in units:
        unit = known.get(numbers.serial)
        if unit is None:
            shipment = rows[0][1]
            facts = {"name": line.name, "serial": numbers.serial, "shipment": shipment.number}
            note_mismatch(
                session, "unannounced", supplier_id=shipment.supplier_id, line_id=line.id, shipment_id=shipment.id,
                facts=facts, at=at,
            )  # fmt: skip
            continue
        unit.received_at = at
        own[unit.shipment_line_id][0].received += 1


def _end_if_all_came(session: Session, shipment: Shipment, *, at: dt.datetime) -> None:
    rest = sa.exists().where(ShipmentLine.shipment_id == Shipment.id, ShipmentLine.received < ShipmentLine.quantity)
    ended = sa.update(Shipment).where(Shipment.id == shipment.id, Shipment.state == "announced", ~rest)
    session.execute(ended.values(state="received", ended_at=at).execution_options(synchronize_session=False))


def _missing(session: Session, row: ShipmentLine) -> list[str]:
    question = sa.select(ShipmentUnit.serial).where(
        ShipmentUnit.shipment_line_id == row.id, ShipmentUnit.received_at.is_(None)
    )
    return list(session.scalars(question.order_by(ShipmentUnit.id).limit(20)))
