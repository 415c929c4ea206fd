"""Which thefts a person sees, what they may report, and who does what in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseMessage
from app.cases.queries.found import full_number
from app.db import locked
from app.devices.models import Device, DeviceState
from app.identity.models import Organisation, Person, Unit
from app.identity.queries import Visitor, within
from app.refusal import Missing
from app.theft.models import TheftMeasure, TheftReport
from catalogue.rights import IT
from catalogue.terms import Role, Segment

PAGE = 30
WORK = frozenset({Role.IT_WORKPLACE, Role.HEAD_OF_IT})
SAFETY = frozenset({Role.WORKPLACE_SAFETY_RESPONSIBLE})
READERS = IT | SAFETY | {Role.AUDITOR, Role.SECURITY_CHIEF, Role.FINANCE}
R = TheftReport


@dataclass(frozen=True, slots=True)
class Found:
    """A report with its case, its device and what is done about it."""

    report: TheftReport
    case: Case
    device: Device
    unit: str
    organisation: str
    chef_id: int | None
    chef_name: str
    measures: list[TheftMeasure]

    def open_measures(self) -> list[str]:
        """What is still to be done."""
        return [row.key for row in self.measures if not row.outcome]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list."""

    id: int
    number: str
    model: str
    illustration: str
    holder: str
    unit: str
    organisation: str
    sort: str
    state: str
    gone_on: dt.date
    open_measures: int


def reportable(session: Session, me: Visitor, tag: str) -> Device:
    """A device in use that I hold or answer for, or that a pupil of my school holds; raises Missing."""
    near = [Device.holder_id == me.id, Device.unit_id.in_(me.led_units)]
    near.append(sa.and_(Device.segment == Segment.PUPIL.value, Device.unit_id == me.unit_id))
    if Role.DESIGNATED_ORDERER in me.roles_here or Role.SCHOOL_ORDERER in me.roles_here:
        near.append(Device.unit_id == me.unit_id)
    wanted = sa.select(Device).where(Device.tag == tag, sa.or_(*near), Device.state.in_((DeviceState.ACTIVE,)))
    device: Device | None = session.scalar(locked(wanted))
    if device is None:
        raise Missing
    return device


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """Reports by me, of what I hold, of units I lead or answer for; all in reach for IT, economist and auditor."""
    mine = [Case.requester_id == me.id, R.holder_id == me.id, R.unit_id.in_(me.led_units)]
    return sa.or_(*mine, within(me, READERS, organisation=R.organisation_id, unit=R.unit_id))


def is_responsible(found: Found, me: Visitor) -> bool:
    """Whether I have the duty to tell security chief and police: work-environment responsibility, else the chef."""
    led = found.report.unit_id in me.led_units
    return led or any(
        grant.role in SAFETY
        and grant.organisation_id in (None, found.report.organisation_id)
        and grant.unit_id in (None, found.report.unit_id)
        for grant in me.grants
    )


def works_with(me: Visitor) -> bool:
    """Whether I lock, wipe and decide for IT."""
    return not me.roles.isdisjoint(WORK)


def by_number(session: Session, me: Visitor, number: str) -> Found:
    """A report I may see; raises Missing for any other, the same as for an unknown number."""
    return _found(session, sa.and_(R.number == full_number(number), visible(me)))


def held(session: Session, me: Visitor, number: str) -> Found:
    """The same, with case, report and device held until commit."""
    ids = sa.select(R.id, R.case_id, R.device_id).join(Case, Case.id == R.case_id)
    row = session.execute(ids.where(R.number == full_number(number), visible(me))).one_or_none()
    if row is None:
        raise Missing
    session.execute(locked(sa.select(Case.id).where(Case.id == row.case_id)))
    session.execute(locked(sa.select(R.id).where(R.id == row.id)))
    session.execute(locked(sa.select(Device.id).where(Device.id == row.device_id)))
    session.expire_all()
    return _found(session, R.id == row.id)


def listed(session: Session, me: Visitor, *, every: bool, before: int = 0) -> tuple[list[Listed], int]:
    """The reports I see, newest first, only those that are not over unless every one is asked for."""
    left = sa.select(sa.func.count()).where(TheftMeasure.report_id == R.id, TheftMeasure.outcome == "")
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            R.id, R.number, Device.model, Device.illustration, R.holder_name, Unit.name, Organisation.short_name,
            R.sort, R.state, R.gone_on, left.scalar_subquery(),
        )
        .join(Case, Case.id == R.case_id)
        .join(Device, Device.id == R.device_id)
        .join(Unit, Unit.id == R.unit_id)
        .join(Organisation, Organisation.id == R.organisation_id)
        .where(visible(me))
    )  # fmt: skip
    if not every:
        question = question.where(R.state.not_in(("closed", "recovered")))
    if before:
        question = question.where(R.id < before)
    rows = [Listed(*tuple(row)) for row in session.execute(question.order_by(R.id.desc()).limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def messages(session: Session, found: Found, *, inside: bool) -> list[CaseMessage]:
    """The dialogue, newest last; internal notes only for those who work with the case."""
    question = sa.select(CaseMessage).where(CaseMessage.case_id == found.case.id)
    if not inside:
        question = question.where(CaseMessage.internal.is_(False))
    return list(session.scalars(question.order_by(CaseMessage.id.desc()).limit(300)))[::-1]


def _found(session: Session, which: sa.ColumnElement[bool]) -> Found:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(R, Case, Device, Unit.name, Organisation.name, Person.id, sa.func.coalesce(Person.name, ""))
        .join(Case, Case.id == R.case_id)
        .join(Device, Device.id == R.device_id)
        .join(Unit, Unit.id == R.unit_id)
        .join(Organisation, Organisation.id == R.organisation_id)
        .outerjoin(Person, Person.id == Unit.manager_id)
        .where(which)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    measures = sa.select(TheftMeasure).where(TheftMeasure.report_id == row[0].id).order_by(TheftMeasure.id)
    report, case, device, unit, organisation, chef_id, chef = row
    done = list(session.scalars(measures))
    return Found(report, case, device, unit, organisation, chef_id, chef, done)


def reported(session: Session, me: Visitor, tag: str) -> str:
    """The number of an open report on a device that I may see: a form that was sent twice makes one."""
    question = sa.select(R.number).join(Case, Case.id == R.case_id).join(Device, Device.id == R.device_id)
    return session.scalar(question.where(Device.tag == tag, visible(me), R.state.not_in(("closed", "recovered")))) or ""
