"""Lists of what is handed in, free times for pickup, and the return rate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.calendar import support_calendar
from app.cases.models import Case
from app.devices.models import Device, DeviceState
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.returns.models import HandedIn, PalletItem
from app.returns.queries.found import WORK, visible
from catalogue.returns import ACCEPTED, ENDED, return_rate

PAGE = 40
H = HandedIn
AHEAD = 8
BACK = (DeviceState.RETURNED, DeviceState.WIPED, DeviceState.RECYCLED)
VIEWS = {
    "": ("requested", "overdue", "handed_in"), "hos-it": ("received", "inspected"), "klara": ("wiped",),
    "alla": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list."""

    id: int
    number: str
    model: str
    illustration: str
    serial: str
    holder: str
    unit: str
    organisation: str
    state: str
    way: str
    pickup_on: dt.date | None
    slot: str
    requested_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Loose:
    """A device that is back without having been handed in."""

    tag: str
    serial: str
    model: str
    unit: str
    organisation: str


def mine(session: Session, me: Visitor, *, before: int = 0) -> tuple[list[Listed], int]:
    """What I and my units hand in, newest first, and the id to go on before (0: none)."""
    which = sa.or_(Case.requester_id == me.id, H.holder_id == me.id, H.unit_id.in_(me.led_units))
    return _page(session, which, before)


def work(session: Session, me: Visitor, view: str, *, before: int = 0) -> tuple[list[Listed], int]:
    """What IT is to do: on its way, at IT, wiped and waiting for shelf or pallet, or everything."""
    states = VIEWS.get(view, VIEWS[""])
    which = sa.and_(visible(me), H.state.in_(states)) if states else visible(me)
    if view == "klara":
        which = sa.and_(which, H.id.not_in(sa.select(PalletItem.return_id)))
    return _page(session, which, before)


def loose(session: Session, me: Visitor) -> list[Loose]:
    """What has come back by a swap's scanner or a finding, and that nobody has begun with; oldest first."""
    begun = sa.select(H.id).where(H.device_id == Device.id, H.state.not_in(ENDED))
    reach = within(me, WORK, organisation=Device.organisation_id, unit=Device.unit_id)
    question = (
        sa.select(Device.tag, Device.serial, Device.model, Unit.name, Organisation.short_name)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Organisation, Organisation.id == Device.organisation_id)
        .where(Device.state == DeviceState.RETURNED, Device.device_class.in_(ACCEPTED), ~begun.exists(), reach)
    )
    return [Loose(*tuple(row)) for row in session.execute(question.order_by(Device.id).limit(PAGE))]


def slots(session: Session, today: dt.date, capacity: int) -> list[tuple[dt.date, str, int]]:
    """The half-days of the next eight working days, each with how many pickups there is still room for."""
    calendar, days, day = support_calendar(today.year), list[dt.date](), today
    for _ in range(AHEAD):
        day = calendar.add_working_days(day, 1)
        days.append(day)
    question = sa.select(H.pickup_on, H.slot, sa.func.count()).where(H.pickup_on.in_(days), H.seat.is_not(None))
    taken = {(row[0], row[1]): row[2] for row in session.execute(question.group_by(H.pickup_on, H.slot))}
    return [(each, half, capacity - taken.get((each, half), 0)) for each in days for half in ("fm", "em")]


def rate(session: Session, today: dt.date) -> tuple[int, int, int]:
    """The return rate of what reached its planned end in the last year: per cent, how many came back, how many due."""
    due = sa.and_(Device.planned_end.between(today - dt.timedelta(days=365), today), Device.state != "written_off")
    row = session.execute(sa.select(sa.func.count(), sa.func.count().filter(handed_in())).where(due)).one()
    return return_rate(row[0], row[1]), row[1], row[0]


def handed_in() -> sa.ColumnElement[bool]:
    """The devices that have come back to IT."""
    return sa.or_(Device.state.in_(BACK), Device.shelf_since.is_not(None))


def _page(session: Session, which: Any, before: int) -> tuple[list[Listed], int]:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            H.id, H.number, Device.model, Device.illustration, Device.serial, H.holder_name, Unit.name,
            Organisation.short_name, H.state, H.way, H.pickup_on, H.slot, H.requested_at,
        )
        .join(Case, Case.id == H.case_id)
        .join(Device, Device.id == H.device_id)
        .join(Unit, Unit.id == H.unit_id)
        .join(Organisation, Organisation.id == H.organisation_id)
        .where(which)
    )  # fmt: skip
    if before:
        question = question.where(H.id < before)
    rows = [Listed(*tuple(row)) for row in session.execute(question.order_by(H.id.desc()).limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0
