"""The end: everything is done and it is closed, or the device is found again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.cases.actions.moves import finish, note
from app.cases.actions.moves import move as move_case
from app.cases.models import Case
from app.devices import actions as devices
from app.devices.models import DeviceState
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.theft.actions.moves import move, told
from app.theft.queries import Found, is_responsible, works_with
from app.words import say
from app.words.formats import today_of
from catalogue.cases import OPEN, CaseState
from catalogue.theft import TheftState

T = TheftState
GONE = (DeviceState.STOLEN, DeviceState.LOST)


def close(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Close a report whose measures are done; raises Forbidden for others than IT, Changed before that."""
    if not works_with(me):
        raise Forbidden("theft.refused.not_yours")
    move(session, found.report, T.CLOSED, closed_at=at)
    _end_case(session, found.case, me, at=at)
    history.record(session, me.actor, at, [told(found.report, "closed")])


def recover(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Note that the device is found: it is to be handed in, whatever was decided meanwhile.

    What is still asked for is called off. A device that was written off meanwhile stays so. Raises Forbidden for
    whoever only reads the report, Refused when it is found already.
    """
    report = found.report
    mine = me.id in (found.case.requester_id, report.holder_id)
    if not (mine or works_with(me) or is_responsible(found, me)):
        raise Forbidden("theft.refused.not_yours")
    if report.state == T.RECOVERED:
        raise Refused("theft.refused.found")
    events: list[Event] = []
    if found.device.state in GONE:
        data = {"number": report.number}
        events += devices.moves(session, [found.device], DeviceState.RECOVERED, at=at, data=data)
    for row in found.measures:
        if not row.outcome:
            row.outcome, row.reason, row.done_at = "not_possible", say("theft.found"), at
            row.done_by, row.done_name = me.id, me.name
    move(session, report, T.RECOVERED, found_on=today_of(at))
    _end_case(session, found.case, me, at=at)
    history.record(session, me.actor, at, [*events, told(report, "recovered")])


def _end_case(session: Session, case: Case, me: Visitor, *, at: dt.datetime) -> None:
    if case.state in OPEN:
        finish(session, case, "done", case.solution or say("theft.found"), at=at)
    if case.state == CaseState.SOLVED:
        move_case(case, CaseState.CLOSED, at=at)
        case.closed_at = at
    note(session, case, me.actor, "case.closed", at=at)
