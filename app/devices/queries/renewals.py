"""What is due for renewal, whose turn it is, and what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.devices.models import Device, DeviceState, Holding, Renewal, RenewalState, ReturnDebt
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Visitor, holds, within
from app.orders.models import LineState, OrderLine
from app.refusal import Missing
from catalogue.edition import Edition
from catalogue.rights import roles_that
from catalogue.terms import Role, Segment

R = RenewalState
PAGE = 100


def due(session: Session, edition: Edition, *, today: dt.date, most: int) -> list[Device]:
    """Managed devices of kinds that renew by themselves whose planned end is near, and that have no renewal yet.

    How near is each organisation's own number of days.
    """
    kinds = [kind.key for kind in edition.kinds.values() if kind.auto_renewal and kind.device_class]
    question = (
        sa.select(Device)
        .outerjoin(Renewal, Renewal.device_id == Device.id)
        .outerjoin(Person, Person.id == Device.holder_id)
        .where(Device.kind.in_(kinds), Device.managed, Device.state == DeviceState.ACTIVE, Renewal.id.is_(None))
        .where(sa.or_(Device.holder_id.is_(None), Person.active))
        .where(sa.or_(sa.false(), *_near(session, edition, today)))
        .order_by(Device.planned_end, Device.id)
        .limit(most)
    )
    return list(session.scalars(question))


def _near(session: Session, edition: Edition, today: dt.date) -> list[sa.ColumnElement[bool]]:
    """For each number of days ahead, the organisations that have it."""
    by_lead: dict[int, list[int]] = {}
    for row in session.execute(sa.select(Organisation.id, Organisation.settings)):
        by_lead.setdefault(int(edition.setting("renewal_lead_days", row.settings)), []).append(row.id)
    return [
        sa.and_(Device.organisation_id.in_(ids), Device.planned_end <= today + dt.timedelta(days=lead))
        for lead, ids in by_lead.items()
    ]


def whom_to_tell(session: Session, devices: Sequence[Device], today: dt.date) -> dict[int, tuple[str, str]]:
    """For each device, address and name of who is to pick the new one; nobody where there is none."""
    holder, chef = aliased(Person), aliased(Person)
    question = (
        sa.select(Device.id, holder.email, holder.name, chef.email, chef.name, Device.segment, Device.organisation_id)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(holder, holder.id == Device.holder_id)
        .outerjoin(chef, sa.and_(chef.id == Unit.manager_id, chef.active))
        .where(Device.id.in_([device.id for device in devices]))
    )
    schools = _school_orderers(session, today)
    found: dict[int, tuple[str, str]] = {}
    for device_id, own, name, chef_email, chef_name, segment, organisation in session.execute(question):
        if segment == Segment.PUPIL and organisation in schools:
            found[device_id] = schools[organisation]
        elif own or chef_email:
            found[device_id] = (own, name) if own else (chef_email, chef_name)
    return found


def _school_orderers(session: Session, today: dt.date) -> dict[int, tuple[str, str]]:
    """The one who orders for the pupils of each organisation."""
    question = (
        sa.select(sa.func.coalesce(RoleGrant.organisation_id, Unit.organisation_id), Person.email, Person.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(RoleGrant.role == Role.SCHOOL_ORDERER, holds(today), Person.active)
        .order_by(RoleGrant.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(question)}


def ordered_in_vain(session: Session, most: int) -> list[Renewal]:
    """Renewals whose order was declined or cancelled."""
    question = (
        sa.select(Renewal)
        .join(OrderLine, OrderLine.id == Renewal.order_line_id)
        .where(Renewal.state == R.ORDERED, OrderLine.state.in_((LineState.DECLINED, LineState.CANCELLED)))
        .order_by(Renewal.id)
        .limit(most)
    )
    return list(session.scalars(question))


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A device of somebody who left, and the chef of its unit."""

    device: Device
    chef_name: str
    chef_email: str


def left_behind(session: Session, most: int) -> list[LeftBehind]:
    """What people who left still hold and is not owed yet, person by person."""
    chef = aliased(Person)
    open_ = sa.exists().where(ReturnDebt.device_id == Device.id, ReturnDebt.settled_at.is_(None))
    excused = sa.exists().where(
        ReturnDebt.device_id == Device.id, ReturnDebt.holder_id == Device.holder_id, ReturnDebt.outcome == "reason"
    )
    question = (
        sa.select(Device, sa.func.coalesce(chef.name, ""), sa.func.coalesce(chef.email, ""))
        .join(Holding, sa.and_(Holding.device_id == Device.id, Holding.until.is_(None)))
        .join(Person, Person.id == Holding.person_id)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(chef, sa.and_(chef.id == Unit.manager_id, chef.active))
        .where(Person.active.is_(False), Device.state.in_((DeviceState.ACTIVE, DeviceState.IN_REPAIR)))
        .where(~open_, ~excused)
        .order_by(Device.holder_id, Device.id)
        .limit(most)
    )
    return [LeftBehind(*row) for row in session.execute(question)]


def unpicked(session: Session, before: dt.datetime, most: int) -> list[tuple[Renewal, Device, Person]]:
    """Drafts that their holder has left since before a moment, and has not been reminded of."""
    question = (
        sa.select(Renewal, Device, Person)
        .join(Device, Device.id == Renewal.device_id)
        .join(Person, Person.id == Renewal.holder_id)
        .where(Renewal.state == R.DRAFT, Renewal.planned_at < before, Renewal.reminded_at.is_(None), Person.active)
        .order_by(Renewal.id)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def owed(session: Session, before: dt.datetime, most: int) -> list[tuple[ReturnDebt, Device, Person]]:
    """Debts since before a moment without a reminder, each with who is reminded: the holder, else the unit's chef."""
    chef, holder = aliased(Person), aliased(Person)
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(ReturnDebt, Device, holder, chef)
        .join(Device, Device.id == ReturnDebt.device_id)
        .join(Unit, Unit.id == ReturnDebt.unit_id)
        .outerjoin(holder, sa.and_(holder.id == ReturnDebt.holder_id, holder.active))
        .outerjoin(chef, sa.and_(chef.id == Unit.manager_id, chef.active))
        .where(ReturnDebt.settled_at.is_(None), ReturnDebt.since < before, ReturnDebt.reminded_at.is_(None))
        .where(ReturnDebt.reason == "", sa.or_(holder.id.is_not(None), chef.id.is_not(None)))
        .order_by(ReturnDebt.id)
        .limit(most)
    )
    return [(row[0], row[1], row[2] or row[3]) for row in session.execute(question)]


def picks_for(me: Visitor) -> sa.ColumnElement[bool]:
    """The renewals I pick for: my own, what my units have, and pupils' where I order for them."""
    pupils = sa.and_(
        Device.segment == Segment.PUPIL,
        within(me, {Role.SCHOOL_ORDERER}, organisation=Renewal.organisation_id, unit=Renewal.unit_id),
    )
    return sa.or_(Renewal.holder_id == me.id, Renewal.unit_id.in_(me.led_units), pupils)


@dataclass(frozen=True, slots=True)
class Turn:
    """A renewal on somebody's page; `owed` is whether the old device is still to come back."""

    id: int
    tag: str
    model: str
    illustration: str
    holder: str
    due_on: dt.date
    state: str
    mine: bool
    reason: str


def turns(session: Session, me: Visitor) -> list[Turn]:
    """The renewals that wait for me: to be picked, or an old device to hand in."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Renewal.id, Device.tag, Device.model, Device.illustration, Renewal.holder_name, Renewal.due_on,
            Renewal.state, sa.func.coalesce(Renewal.holder_id == me.id, sa.false()),
            sa.func.coalesce(ReturnDebt.reason, ""),
        )
        .join(Device, Device.id == Renewal.device_id)
        .outerjoin(ReturnDebt, sa.and_(ReturnDebt.device_id == Device.id, ReturnDebt.settled_at.is_(None)))
        .where(Renewal.state.in_((R.DRAFT, R.DELIVERED)), picks_for(me))
        .order_by(Renewal.due_on, Renewal.id)
        .limit(PAGE)
    )  # fmt: skip
    return [Turn(*row) for row in session.execute(question)]


def renewal_of(session: Session, me: Visitor, tag: str) -> tuple[Renewal, Device]:
    """The renewal of a device that I pick for, held until commit; raises Missing for any other."""
    question = (
        sa.select(Renewal, Device)
        .join(Device, Device.id == Renewal.device_id)
        .where(Device.tag == tag, picks_for(me))
        .with_for_update()
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def debt_of(session: Session, device_id: int) -> ReturnDebt | None:
    """The open debt of a device."""
    question = sa.select(ReturnDebt).where(ReturnDebt.device_id == device_id, ReturnDebt.settled_at.is_(None))
    return session.scalar(question)


@dataclass(frozen=True, slots=True)
class Followed:
    """A renewal as IT follows it."""

    id: int
    tag: str
    model: str
    serial: str
    holder: str
    unit: str
    organisation: str
    due_on: dt.date
    state: str
    new_tag: str
    debt_id: int | None
    reason: str
    reason_by: str


def followed(session: Session, me: Visitor, state: str, after: int = 0) -> list[Followed]:
    """The renewals in a state that IT looks after, the oldest first; with `reason` those that wait for a yes."""
    new = aliased(Device)
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Renewal.id, Device.tag, Device.model, Device.serial, Renewal.holder_name, Unit.name,
            Organisation.short_name, Renewal.due_on, Renewal.state, sa.func.coalesce(new.tag, ""), ReturnDebt.id,
            sa.func.coalesce(ReturnDebt.reason, ""), sa.func.coalesce(ReturnDebt.reason_by_name, ""),
        )
        .join(Device, Device.id == Renewal.device_id)
        .join(Unit, Unit.id == Renewal.unit_id)
        .join(Organisation, Organisation.id == Renewal.organisation_id)
        .outerjoin(new, new.id == Renewal.new_device_id)
        .outerjoin(ReturnDebt, sa.and_(ReturnDebt.device_id == Device.id, ReturnDebt.settled_at.is_(None)))
        .where(Renewal.state == state, _register(me), Renewal.id > after)
        .order_by(Renewal.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    return [Followed(*row) for row in session.execute(question)]


@dataclass(frozen=True, slots=True)
class Excuse:
    """A reason why a device does not come back, which waits for IT's yes."""

    id: int
    tag: str
    model: str
    holder: str
    unit: str
    cause: str
    reason: str
    reason_by: str
    reason_at: dt.datetime


def excuses(session: Session, me: Visitor) -> list[Excuse]:
    """The reasons that wait for IT, the oldest first."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            ReturnDebt.id, Device.tag, Device.model, ReturnDebt.holder_name, Unit.name, ReturnDebt.cause,
            ReturnDebt.reason, ReturnDebt.reason_by_name, ReturnDebt.reason_at,
        )
        .join(Device, Device.id == ReturnDebt.device_id)
        .join(Unit, Unit.id == ReturnDebt.unit_id)
        .where(ReturnDebt.settled_at.is_(None), ReturnDebt.reason != "", _keeps(me))
        .order_by(ReturnDebt.id)
        .limit(PAGE)
    )  # fmt: skip
    return [Excuse(*row) for row in session.execute(question)]


def excuse_of(session: Session, me: Visitor, debt_id: int) -> tuple[ReturnDebt, Device]:
    """A reason that waits for IT, held until commit; raises Missing for any other."""
    question = (
        sa.select(ReturnDebt, Device)
        .join(Device, Device.id == ReturnDebt.device_id)
        .where(ReturnDebt.id == debt_id, ReturnDebt.settled_at.is_(None), ReturnDebt.reason != "", _keeps(me))
        .with_for_update()
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def mine_to_explain(session: Session, me: Visitor, tag: str) -> tuple[ReturnDebt, Device]:
    """A debt of mine or of a unit I lead, held until commit; raises Missing for any other."""
    question = (
        sa.select(ReturnDebt, Device)
        .join(Device, Device.id == ReturnDebt.device_id)
        .where(Device.tag == tag, ReturnDebt.settled_at.is_(None))
        .where(sa.or_(ReturnDebt.holder_id == me.id, ReturnDebt.unit_id.in_(me.led_units)))
        .with_for_update()
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def _register(me: Visitor) -> sa.ColumnElement[bool]:
    roles = roles_that("devices.register")
    return within(me, roles, organisation=Renewal.organisation_id, unit=Renewal.unit_id)


def _keeps(me: Visitor) -> sa.ColumnElement[bool]:
    return within(me, roles_that("devices.keep"), organisation=Device.organisation_id, unit=Device.unit_id)
