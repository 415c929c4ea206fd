"""What is late is called out: to its handler, or to those who tend the queue it lies in."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.actions import letters
from app.cases.models import Case
from app.cases.queries.asked import open_of
from app.db import locked
from app.identity.queries import addresses_of, contacts_on
from app.words.formats import today_of
from catalogue.cases import OPEN
from catalogue.terms import Queue

MOST_AT_ONCE = 100


def remind_late(session: Session, *, now: dt.datetime) -> int:
    """Write once for each day a case was due and was not done; gives how many cases.

    What waits for somebody's yes is left to the desk it lies on, which reminds by itself.
    """
    told = sa.and_(Case.reminded_at.is_not(None), Case.reminded_at >= Case.due_at)
    late = sa.select(Case).where(
        Case.queue.in_(list(Queue)),
        Case.state.in_(OPEN),
        Case.due_at < now,
        ~told,
        ~sa.exists().where(open_of(Case.id)),
    )
    cases = list(session.scalars(locked(late.order_by(Case.due_at, Case.id).limit(MOST_AT_ONCE))))
    for case in cases:
        letters.tell(session, case, _who(session, case, now), "late", mark=f"late-{case.due_at:%y%m%d%H%M}", at=now)
        case.reminded_at = now
    return len(cases)


def _who(session: Session, case: Case, now: dt.datetime) -> list[str]:
    if handler := letters.address_of(session, case.assignee_id):
        return handler
    if case.queue == Queue.MUNICIPALITY:
        contacts = contacts_on(session, case.organisation_id, today_of(now), "municipality_contact")
        return [contact.email for contact in contacts if contact.email]
    return addresses_of(session, case.queue, today_of(now))
