"""What IT does with what is handed in: received by scan, inspected, unlocked, wiped with evidence, put on the shelf."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.cases.actions.moves import finish, note
from app.cases.actions.moves import move as move_case
from app.devices import actions as devices
from app.devices.models import DeviceState
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.returns.actions.custody import move, stepped
from app.returns.models import HandedIn
from app.returns.queries.found import MAY, Found, works_with
from app.words import say
from catalogue.cases import OPEN, CaseState
from catalogue.returns import Grade, ReturnState, Wiping, may_close

S = ReturnState


def receive(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Take something into IT's hands: from now on nobody else answers for it.

    Raises Forbidden for others than IT, Changed when it is received already.
    """
    _work(me)
    row, events = found.row, list[Event]()
    if row.state in (S.REQUESTED, S.OVERDUE):
        move(session, row, S.HANDED_IN)
        events.append(stepped(session, row, "handed_in", actor=me.actor, at=at, way=row.way))
    if found.device.state in MAY:
        data = {"number": row.number}
        events += devices.moves(
            session, [found.device], DeviceState.RETURNED, at=at, event="device.handed_in", data=data
        )
    move(session, row, S.RECEIVED)
    events.append(stepped(session, row, "received", actor=me.actor, at=at, serial=found.device.serial))
    _assigned(found, me, at)
    note(session, found.case, me.actor, "case.assigned", at=at, who=me.name)
    history.record(session, me.actor, at, events)


def inspect(
    session: Session, found: Found, me: Visitor, *, grade: str, remark: str, unlocked: bool, at: dt.datetime
) -> None:  # what, who, and what was seen
    """Note in what shape it is and that no account locks it; raises Forbidden, Changed, Refused with a lock left on."""
    _work(me)
    if grade not in frozenset(Grade):
        raise Refused("returns.refused.grade")
    if not unlocked:
        raise Refused("returns.refused.account_locked")
    move(session, found.row, S.INSPECTED, grade=grade, remark=remark, unlocked_at=at)
    event = stepped(session, found.row, "inspected", actor=me.actor, at=at, grade=grade, unlocked=True)
    history.record(session, me.actor, at, [event])


def wipe(session: Session, found: Found, me: Visitor, *, method: str, evidence: str, at: dt.datetime) -> None:
    """Note how its storage was wiped, by whom and when (R-213); raises Forbidden, Changed, Refused for no method."""
    _work(me)
    if method not in frozenset(Wiping):
        raise Refused("returns.refused.method")
    data = {"number": found.row.number, "method": say(f"returns.wiping.{method}")}
    events = devices.moves(session, [found.device], DeviceState.WIPED, at=at, event="device.was_wiped", data=data)
    move(
        session, found.row, S.WIPED, wipe_method=method, wiped_at=at, wiped_by=me.id, wiped_name=me.name,
        remark=evidence or found.row.remark,
    )  # fmt: skip
    events.append(stepped(session, found.row, "wiped", actor=me.actor, at=at, method=method, evidence=evidence))
    history.record(session, me.actor, at, events)


def shelve(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Put it on the shelf for somebody new; raises Forbidden, Changed, Refused without wiping or with a lock."""
    _work(me)
    demand_clean(found.row)
    data = {"number": found.row.number}
    events = devices.moves(session, [found.device], DeviceState.READY, at=at, event="device.on_shelf", data=data)
    move(session, found.row, S.REUSED)
    events.append(stepped(session, found.row, "shelved", actor=me.actor, at=at))
    events.append(close(session, found, me, at=at))
    history.record(session, me.actor, at, events)


def close(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> Event:
    """End it, with its case; returns what happened, for the caller to record."""
    demand_clean(found.row)
    move(session, found.row, S.CLOSED, closed_at=at)
    case = found.case
    if case.state in OPEN:
        finish(session, case, "done", say("returns.case.closed"), at=at)
    if case.state == CaseState.SOLVED:
        move_case(case, CaseState.CLOSED, at=at)
        case.closed_at = at
    note(session, case, me.actor, "case.closed", at=at)
    return stepped(session, found.row, "closed", actor=me.actor, at=at)


def demand_clean(row: HandedIn) -> None:
    """Raise Refused for what is not wiped, or still locked (R-213)."""
    hinders = may_close(has_storage=True, wiped=row.wiped_at is not None, account_locked=row.unlocked_at is None)
    if hinders:
        raise Refused(f"returns.refused.{hinders[0]}")


def _assigned(found: Found, me: Visitor, at: dt.datetime) -> None:
    case = found.case
    case.assignee_id, case.assignee_name = me.id, me.name
    if case.state in (CaseState.NEW, CaseState.WAITING):
        move_case(case, CaseState.ASSIGNED, at=at)


def _work(me: Visitor) -> None:
    if not works_with(me):
        raise Forbidden("returns.refused.not_yours")
