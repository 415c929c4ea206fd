"""One thing handed in by its number, and the device somebody wants to hand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseMessage
from app.cases.queries.found import full_number
from app.db import locked
from app.devices.models import Device, DeviceState
from app.identity.models import CostCentre, Organisation, Unit
from app.identity.queries import Visitor, within
from app.orders.models import Order, OrderLine
from app.refusal import Missing
from app.returns.models import Custody, HandedIn
from catalogue.rights import IT
from catalogue.terms import Role, Segment

MAY = (DeviceState.ACTIVE, DeviceState.RECOVERED, DeviceState.BLOCKED)
ORDERERS = frozenset({Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER})
READERS = IT | {Role.AUDITOR}
WORK = frozenset({Role.IT_WORKPLACE, Role.HEAD_OF_IT})
H = HandedIn


@dataclass(frozen=True, slots=True)
class Found:
    """Something handed in, with its case, its device and where it belongs."""

    row: HandedIn
    case: Case
    device: Device
    unit: str
    organisation: str


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """What I asked to hand in, what I hold, what my units hand in; all in reach for IT and auditor."""
    mine = [Case.requester_id == me.id, H.holder_id == me.id, H.unit_id.in_(me.led_units)]
    return sa.or_(*mine, within(me, READERS, organisation=H.organisation_id, unit=H.unit_id))


def works_with(me: Visitor) -> bool:
    """Whether I receive, wipe and close what is handed in."""
    return not me.roles.isdisjoint(WORK)


def device_for(session: Session, me: Visitor, tag: str) -> tuple[Device, str]:
    """A device I may hand in, held, and the cost centre that owned it; raises Missing for any other."""
    near = [Device.holder_id == me.id, Device.unit_id.in_(me.led_units)]
    near.append(sa.and_(Device.segment == Segment.PUPIL.value, Device.unit_id == me.unit_id))
    if not ORDERERS.isdisjoint(me.roles_here):
        near.append(Device.unit_id == me.unit_id)
    row = session.execute(_with_owner().where(Device.tag == tag, sa.or_(*near))).one_or_none()
    if row is None:
        raise Missing
    session.execute(locked(sa.select(Device.id).where(Device.id == row[0].id)))
    return row[0], row[1]


def at_desk(session: Session, me: Visitor, text: str) -> tuple[Device, str] | None:
    """A device of the register that lies on IT's desk, by serial number, tag or IMEI, held, and whose cost centre."""
    number = "".join(text.split()).upper()
    known = _named(number)
    reach = within(me, WORK, organisation=Device.organisation_id, unit=Device.unit_id)
    row = session.execute(_with_owner().where(known, reach)).one_or_none()
    if row is None:
        return None
    session.execute(locked(sa.select(Device.id).where(Device.id == row[0].id)))
    return row[0], row[1]


def by_number(session: Session, me: Visitor, number: str) -> Found:
    """Something handed in that I may see; raises Missing, the same as for an unknown number."""
    return _found(session, sa.and_(H.number == full_number(number), visible(me)))


def held(session: Session, me: Visitor, number: str) -> Found:
    """The same, with case, row and device held until commit."""
    return _held(session, sa.and_(H.number == full_number(number), visible(me)))


def by_serial(session: Session, me: Visitor, text: str) -> Found:
    """What waits to be received, by number, serial or tag as it is scanned, held; raises Missing."""
    number = "".join(text.split()).upper()
    known = sa.or_(H.number == full_number(text), _named(number))
    return _held(session, sa.and_(known, H.state.not_in(("closed", "cancelled")), visible(me)))


def custody(session: Session, row: HandedIn) -> list[Custody]:
    """The chain of custody, newest first."""
    return list(session.scalars(sa.select(Custody).where(Custody.return_id == row.id).order_by(Custody.id.desc())))


def messages(session: Session, row: HandedIn) -> list[CaseMessage]:
    """What was written and sent with it."""
    question = sa.select(CaseMessage).where(CaseMessage.case_id == row.case_id, CaseMessage.internal.is_(False))
    return list(session.scalars(question.order_by(CaseMessage.id).limit(100)))


def _named(number: str) -> sa.ColumnElement[bool]:
    """The device with this serial number, tag or one of its IMEIs."""
    return sa.or_(
        Device.serial == number, Device.tag == number, Device.imei == number, Device.imei2 == number
    )  # fmt: skip


def _with_owner() -> sa.Select[*tuple[Any, ...]]:
    owned = sa.func.coalesce(Order.cost_centre, CostCentre.code + " " + CostCentre.activity, "")
    return (
        sa.select(Device, owned)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .outerjoin(OrderLine, OrderLine.id == Device.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
    )


def _held(session: Session, which: sa.ColumnElement[bool]) -> Found:
    ids = sa.select(H.id, H.case_id, H.device_id).join(Case, Case.id == H.case_id)
    row = session.execute(ids.join(Device, Device.id == H.device_id).where(which).order_by(H.id.desc())).first()
    if row is None:
        raise Missing
    session.execute(locked(sa.select(Case.id).where(Case.id == row.case_id)))
    session.execute(locked(sa.select(H.id).where(H.id == row.id)))
    session.execute(locked(sa.select(Device.id).where(Device.id == row.device_id)))
    session.expire_all()
    return _found(session, H.id == row.id)


def _found(session: Session, which: sa.ColumnElement[bool]) -> Found:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(H, Case, Device, Unit.name, Organisation.name)
        .join(Case, Case.id == H.case_id)
        .join(Device, Device.id == H.device_id)
        .join(Unit, Unit.id == H.unit_id)
        .join(Organisation, Organisation.id == H.organisation_id)
        .where(which)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return Found(*tuple(row))
