"""The devices a person answers for, and one device by its tag."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, DeviceState
from app.devices.queries.register import COLUMNS, Listed, in_register
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor
from app.orders.models import Order, OrderLine
from app.refusal import Missing
from catalogue.rights import may
from catalogue.terms import Role, Segment

GONE = (DeviceState.RECYCLED, DeviceState.WRITTEN_OFF, DeviceState.WIPED)
# Nothing is wrong with what nobody has.
OUT = (*GONE, DeviceState.STOLEN, DeviceState.LOST, DeviceState.RETURNED)
ORDERERS = frozenset({Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER})
MOST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A device with the names around it; `order_number` is empty for one that no order brought."""

    device: Device
    organisation: str
    unit: str
    order_number: str


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """The devices a person may see: what they hold, what their units hold, and what IT and the auditor reach."""
    mine = [Device.holder_id == me.id, Device.unit_id.in_(me.led_units)]
    return sa.or_(*mine, in_register(me)) if may("devices.register", me.roles) else sa.or_(*mine)


def mine(session: Session, me: Visitor) -> tuple[list[Listed], list[Listed]]:
    """What I hold, and what the units I lead hold besides; at most 200 in all, newest first."""
    question = (
        sa.select(*COLUMNS)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Organisation, Organisation.id == Device.organisation_id)
        .where(sa.or_(Device.holder_id == me.id, Device.unit_id.in_(me.led_units)))
        .where(Device.state.not_in(GONE))
        .order_by(Device.id.desc())
        .limit(MOST)
    )
    rows = [Listed(*tuple(row)) for row in session.execute(question)]
    return [row for row in rows if row.holder_id == me.id], [row for row in rows if row.holder_id != me.id]


def by_tag(session: Session, me: Visitor, tag: str) -> Found:
    """A device that I may see; raises Missing for any other and for an unknown tag."""
    question = (
        sa.select(Device, Organisation.name, Unit.name, Order.number)
        .join(Organisation, Organisation.id == Device.organisation_id)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(OrderLine, OrderLine.id == Device.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .where(Device.tag == tag, visible(me))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return Found(row[0], row[1], row[2], row[3] or "")


def ways(me: Visitor, device: Device) -> frozenset[str]:
    """What a person may do about a device as it stands: claim it, hand it in, tell that it is gone."""
    pupils = device.segment == Segment.PUPIL
    here = device.unit_id == me.unit_id and (pupils or not ORDERERS.isdisjoint(me.roles_here))
    near = device.holder_id == me.id or device.unit_id in me.led_units or here
    contact = pupils and Role.MUNICIPALITY_CONTACT in me.roles and device.organisation_id == me.organisation_id
    open_ = {
        "claim": (near or contact) and device.state not in OUT,
        "hand_in": near and device.state in (DeviceState.ACTIVE, DeviceState.RECOVERED, DeviceState.BLOCKED),
        "gone": near and device.state == DeviceState.ACTIVE,
    }
    return frozenset(way for way, holds in open_.items() if holds)


def of_order_line(session: Session, line_id: int) -> list[Device]:
    """The devices that an order line brought."""
    return list(session.scalars(sa.select(Device).where(Device.order_line_id == line_id).order_by(Device.id)))


def taken(
    session: Session, serials: Collection[str], imeis: Collection[str], *, besides: int | None = None
) -> dict[str, str]:
    """Which of these serial numbers and IMEIs stand in the register already, each with the tag of its device.

    Devices of the order line `besides` are passed over.
    """
    question = sa.select(Device.tag, Device.serial, Device.imei, Device.imei2).where(
        sa.or_(Device.serial.in_(serials), Device.imei.in_(imeis), Device.imei2.in_(imeis))
    )
    if besides is not None:
        question = question.where(Device.order_line_id.is_distinct_from(besides))
    asked = {*serials, *imeis}
    return {number: row.tag for row in session.execute(question) for number in row[1:] if number in asked}
