"""What must be on record before the dialogue with IT: the security chief is told, then the police report (R-140)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.cases.actions.moves import note
from app.history import Event
from app.identity.queries import Visitor, contacts_on
from app.refusal import Forbidden, Refused
from app.theft.actions import letters
from app.theft.actions.moves import move, told
from app.theft.models import TheftReport
from app.theft.queries import Found, is_responsible
from app.words.formats import today_of
from catalogue.theft import TheftState, lacking

LEAST_POLICE_NUMBER = 5


def tell_chief(session: Session, found: Found, me: Visitor, *, name: str = "", at: dt.datetime) -> None:
    """Tell the security chief, and note who did when; a contact with an address gets the facts by mail.

    Raises Forbidden for anybody without the duty, Refused when it is done already or nobody is named.
    """
    report = _check(found, me)
    if report.chief_told_at is not None:
        raise Refused("theft.refused.chief_told")
    contacts = contacts_on(session, report.organisation_id, today_of(at), "security_chief")
    named = name or next((contact.name for contact in contacts if contact.name), "")
    if not named:
        raise Refused("theft.refused.chief_name")
    report.chief_told_at, report.chief_told_by, report.chief_name = at, me.id, named
    events = [told(report, "chief_told", who=named), *_onward(session, report)]
    _noted(session, found, me, events, at=at)
    addresses = [contact.email for contact in contacts if contact.email]
    letters.tell(session, report, found.case, addresses, what="security_chief", at=at, who=me.name)


def file_with_police(session: Session, found: Found, me: Visitor, *, number: str, at: dt.datetime) -> None:
    """Note the number of the police report; raises Forbidden, Refused without a number."""
    report = _check(found, me)
    if len(number) < LEAST_POLICE_NUMBER:
        raise Refused("theft.refused.police_number")
    report.police_number, report.police_by, report.police_at = number, me.id, at
    _noted(session, found, me, [told(report, "police", reference=number), *_onward(session, report)], at=at)


def _check(found: Found, me: Visitor) -> TheftReport:
    if not is_responsible(found, me):
        raise Forbidden("theft.refused.not_responsible")
    if found.report.state != TheftState.AWAITING_EVIDENCE:
        raise Refused("theft.refused.late")
    return found.report


def _onward(session: Session, report: TheftReport) -> list[Event]:
    """Begin the dialogue with IT when nothing is lacking any more."""
    done = report.chief_told_at is not None
    if lacking(report.sort, chief_told=done, police_number=report.police_number):
        return []
    move(session, report, TheftState.IT_DIALOGUE)
    return [told(report, "it_dialogue")]


def _noted(session: Session, found: Found, me: Visitor, events: list[Event], *, at: dt.datetime) -> None:
    note(session, found.case, me.actor, "case.written", at=at)
    history.record(session, me.actor, at, events)
