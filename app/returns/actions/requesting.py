"""Asking to hand something in, for any reason: a place or a time for pickup; screens and accessories are the unit's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import history
from app.cases import actions as cases
from app.cases.actions import letters
from app.cases.actions.moves import finish, note
from app.cases.actions.moves import move as move_case
from app.cases.actions.writing import add
from app.cases.models import Case
from app.db import locked
from app.devices.models import Device, DeviceState
from app.history import Actor
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.returns.actions.custody import move, stepped
from app.returns.models import HandedIn
from app.returns.queries.found import MAY, Found, works_with
from app.returns.queries.lists import slots
from app.uploads import Accepted
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.cases import CaseKind, CaseState
from catalogue.edition import Edition
from catalogue.edition import load as edition
from catalogue.returns import Reason, ReturnState, hand_in
from catalogue.terms import Queue

S = ReturnState
HAND_IN = "hand_in"
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How somebody wants to hand something in; `folder` is where pictures are kept."""

    reason: str
    way: str
    place: str
    folder: Path
    pickup_on: dt.date | None = None
    slot: str = ""
    signed_out: bool = False
    text: str = ""
    files: Sequence[Accepted] = ()


def request(
    session: Session, me: Visitor, device: Device, wanted: Wanted, *, owned_by: str, agreed: Edition, at: dt.datetime
) -> HandedIn:  # who hands in what, how, and whose it was
    """Ask to hand a held device in; it costs the unit nothing (R-043).

    Raises Refused with guidance for what IT does not take (R-044), for a device that is not in use, for one that is
    handed in already, and for a time that is taken.
    """
    _accepted(device, MAY)
    case, row = _opened(session, me, device, wanted, owned_by=owned_by, at=at)
    if wanted.way == "pickup":
        _take_seat(session, row, int(agreed.setting("pickup_capacity")), today_of(at))
    if wanted.files:
        add(session, case, me.actor, cases.Sent(text="", folder=wanted.folder, files=wanted.files), at=at)
    event = stepped(
        session, row, "requested", actor=me.actor, at=at, tag=device.tag, serial=device.serial, way=wanted.way
    )
    history.record(session, me.actor, at, [event])
    return row


def unasked(session: Session, me: Visitor, device: Device, *, owned_by: str, at: dt.datetime) -> HandedIn:
    """Write up what lies on IT's desk without anybody having said so, held; it is received as any other then.

    Raises Forbidden for others than IT, Refused for what IT does not take and for what is not out with anybody.
    """
    if not works_with(me):
        raise Forbidden("returns.refused.not_yours")
    _accepted(device, (*MAY, DeviceState.RETURNED))
    reason = Reason.AGE if device.state == DeviceState.RETURNED else Reason.OTHER
    wanted = Wanted(
        reason=reason.value,
        way="place",
        place=say("returns.case.desk"),
        folder=Path(),
        text=say("returns.case.unasked"),
    )
    _, row = _opened(session, me, device, wanted, owned_by=owned_by, at=at)
    event = stepped(session, row, "requested", actor=me.actor, at=at, tag=device.tag, serial=device.serial, way="place")
    history.record(session, me.actor, at, [event])
    return row


def cancel(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Take back what is not handed in yet; raises Forbidden for all but the one who asked, holder and IT, Changed."""
    _mine(found, me)
    move(session, found.row, S.CANCELLED, closed_at=at, seat=None)
    event = stepped(session, found.row, "cancelled", actor=me.actor, at=at)
    finish(session, found.case, "withdrawn", say("returns.case.cancelled"), at=at)
    move_case(found.case, CaseState.CLOSED, at=at)
    found.case.closed_at = at
    note(session, found.case, me.actor, "case.closed", at=at)
    history.record(session, me.actor, at, [event])


def hand_over(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Note that it was left at its place, or fetched; raises Forbidden, Changed when it is not waited for."""
    _mine(found, me)
    move(session, found.row, S.HANDED_IN)
    event = stepped(session, found.row, "handed_in", actor=me.actor, at=at, way=found.row.way)
    history.record(session, me.actor, at, [event])


def remind(session: Session, agreed: Edition, *, now: dt.datetime) -> int:
    """Remind those who have not handed in what they said they would; gives how many."""
    days = int(agreed.setting("return_reminder_days"))
    late = sa.select(HandedIn).where(
        HandedIn.state == S.REQUESTED, HandedIn.requested_at < now - dt.timedelta(days=days)
    )
    rows = list(session.scalars(locked(late.order_by(HandedIn.id).limit(MOST_AT_ONCE))))
    shop = Actor(None, say("cases.system"))
    for row in rows:
        move(session, row, S.OVERDUE)
        case = session.get_one(Case, row.case_id)
        event = stepped(session, row, "overdue", actor=shop, at=now)
        letters.tell(
            session, case, letters.address_of(session, case.requester_id), "return_late", mark="return-late", at=now
        )
        history.record(session, shop, now, [event])
    return len(rows)


def _accepted(device: Device, states: Collection[DeviceState]) -> None:
    judged = hand_in(edition().kinds[device.kind])
    if not judged.accepted:
        raise Refused(f"returns.guidance.{judged.key}")
    if device.state not in states:
        raise Refused("returns.refused.state", state=say(f"devices.state.{device.state}"))


def _opened(
    session: Session, me: Visitor, device: Device, wanted: Wanted, *, owned_by: str, at: dt.datetime
) -> tuple[Case, HandedIn]:  # who hands in what, how, and whose it was
    case = cases.open_case(session, me, _case(device, wanted), at=at)
    row = _row(case.id, case.number, device, wanted, owned_by=owned_by, at=at)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Refused("returns.refused.already") from error
    return case, row


def _mine(found: Found, me: Visitor) -> None:
    mine = me.id in (found.case.requester_id, found.row.holder_id) or found.row.unit_id in me.led_units
    if not (mine or works_with(me)):
        raise Forbidden("returns.refused.not_yours")


def _take_seat(session: Session, row: HandedIn, capacity: int, today: dt.date) -> None:
    """Give a pickup a free seat at its time; raises Refused with the nearest free time when there is none.

    The database gives a seat once: whoever was second at the same moment tries the next one.
    """
    at_once = sa.select(HandedIn.seat).where(HandedIn.pickup_on == row.pickup_on, HandedIn.slot == row.slot)
    taken = set(session.scalars(at_once.where(HandedIn.seat.is_not(None))))
    offered = any((day, half) == (row.pickup_on, row.slot) for day, half, _room in slots(session, today, capacity))
    for seat in range(1, capacity + 1) if offered else ():
        if seat not in taken and _sits(session, row, seat):
            return
    free = [(day, half) for day, half, room in slots(session, today, capacity) if room > 0]
    if not free:
        raise Refused("returns.refused.no_slot")
    raise Refused("returns.refused.slot", day=day_long(free[0][0]), half=say(f"returns.slot.{free[0][1]}"))


def _sits(session: Session, row: HandedIn, seat: int) -> bool:
    try:
        with session.begin_nested():
            session.execute(sa.update(HandedIn).where(HandedIn.id == row.id).values(seat=seat))
    except IntegrityError:
        return False
    return True


def _case(device: Device, wanted: Wanted) -> cases.NewCase:
    when = f"{day_long(wanted.pickup_on)}, {say(f'returns.slot.{wanted.slot}')}" if wanted.pickup_on else ""
    rows = [
        ("device", f"{device.model}, {device.tag}"),
        ("serial", device.serial),
        ("holder", device.holder_name),
        ("reason", say(f"returns.reason.{wanted.reason}")),
        ("way", say(f"returns.way.{wanted.way}")),
        ("place", wanted.place),
        ("when", when),
        ("signed_out", say("returns.fact.yes" if wanted.signed_out else "returns.fact.no")),
    ]
    return cases.NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic=HAND_IN, subject=say("returns.case.subject", thing=device.model),
        queue=Queue.IT_WORKPLACE, due_days=20, description=wanted.text,
        facts=tuple((say(f"returns.fact.{key}"), text) for key, text in rows if text), device_tag=device.tag,
    )  # fmt: skip


def _row(case_id: int, number: str, device: Device, wanted: Wanted, *, owned_by: str, at: dt.datetime) -> HandedIn:
    return HandedIn(
        number=number, case_id=case_id, device_id=device.id, unit_id=device.unit_id,
        organisation_id=device.organisation_id, holder_id=device.holder_id, holder_name=device.holder_name,
        cost_centre=owned_by[:60], reason=wanted.reason, way=wanted.way, place=wanted.place,
        pickup_on=wanted.pickup_on, slot=wanted.slot, signed_out=wanted.signed_out, state=S.REQUESTED.value,
        requested_at=at,
    )  # fmt: skip
