"""What IT decides with the unit, and what is done: locked, wiped, written off (R-141, R-200)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.cases.actions.letters import address_of
from app.cases.actions.moves import finish, note
from app.devices import actions as devices
from app.devices.models import DeviceState
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.theft.actions import letters
from app.theft.actions.moves import move, told
from app.theft.models import TheftMeasure
from app.theft.queries import Found, works_with
from app.words import say
from catalogue.rights import may
from catalogue.theft import ENDED, Measure, Outcome, TheftState

DONE, NOT_POSSIBLE = "done", "not_possible"


def settle(
    session: Session, found: Found, me: Visitor, key: str, *, reason: str = "", at: dt.datetime
) -> None:  # in which report, who, and what
    """Note that something was done, or with a reason that it could not be.

    IT locks and wipes, the economist writes off. Raises Forbidden for others, Refused for what is not asked for.
    """
    row = next((row for row in found.measures if row.key == key and not row.outcome), None)
    if row is None or found.report.state in ENDED:
        raise Refused("theft.refused.measure")
    if not (may("finance", me.roles) if key == Measure.WRITE_OFF else works_with(me)):
        raise Forbidden("theft.refused.not_yours")
    if key == Measure.WRITE_OFF and reason:
        raise Refused("theft.refused.write_off")
    _settled(row, me, DONE if not reason else NOT_POSSIBLE, reason, at=at)
    what = say(f"theft.measure.{key}")
    events = [told(found.report, "measure_failed" if reason else "measure_done", what=what, reason=reason)]
    _finished(session, found, me, events, at=at)


def decide(
    session: Session, found: Found, me: Visitor, *, outcome: str, text: str, agreed_with: str, at: dt.datetime
) -> None:  # in which report, who, and what was agreed with whom
    """Say what the dialogue ended in; what is left of the value is then the economist's to write off.

    Raises Forbidden for others than IT and for one's own report, Refused before the dialogue and without words.
    """
    report = found.report
    if not works_with(me) or found.case.requester_id == me.id:
        raise Forbidden("theft.refused.not_yours")
    if report.state != TheftState.IT_DIALOGUE:
        raise Refused("theft.refused.evidence_first")
    if outcome not in frozenset(Outcome):
        raise Refused("theft.refused.outcome")
    if not text or not agreed_with:
        raise Refused("theft.refused.words")
    move(
        session, report, TheftState.DECIDED, outcome=outcome, answer=text, decided_with=agreed_with, decided_by=me.id,
        decided_name=me.name, decided_at=at,
    )  # fmt: skip
    events = [told(report, "decided", outcome=say(f"theft.outcome.{outcome}"), who=agreed_with)]
    if report.book_value:
        row = TheftMeasure(report_id=report.id, key=Measure.WRITE_OFF.value, asked_at=at)
        session.add(row)
        session.flush()
        found.measures.append(row)
        events.append(told(report, "measure_asked", what=say("theft.measure.write_off")))
    _finished(session, found, me, events, at=at)
    people = {found.case.requester_id, report.holder_id, found.chef_id} - {None}
    addresses = [address for person in people for address in address_of(session, person)]
    letters.tell(session, report, found.case, addresses, what="decided", at=at, text=text, who=me.name)


def _finished(session: Session, found: Found, me: Visitor, events: list[Event], *, at: dt.datetime) -> None:
    """When all is done the device leaves the register's living, and the case is solved."""
    report, case = found.report, found.case
    session.flush()
    if report.state == TheftState.DECIDED and not found.open_measures():
        gone = {"number": report.number}
        events += devices.moves(
            session, [found.device], DeviceState.WRITTEN_OFF, at=at, event="device.gone_for_good", data=gone
        )
        move(session, report, TheftState.MEASURES_DONE)
        events.append(told(report, "measures_done"))
        finish(session, case, "done", report.answer, at=at)
    note(session, case, me.actor, "case.solved" if case.solved_at else "case.written", at=at, line=case.line)
    history.record(session, me.actor, at, events)


def _settled(row: TheftMeasure, me: Visitor, outcome: str, reason: str, *, at: dt.datetime) -> None:
    row.outcome, row.reason, row.done_at, row.done_by, row.done_name = outcome, reason, at, me.id, me.name
