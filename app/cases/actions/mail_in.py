"""Answers by e-mail: matched by the number in the subject and by who sent them, each one once (promise 62).

A mail can only say something: it never decides, solves or moves a case, since a sender's address is easily made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.actions import letters, ticketing
from app.cases.actions.moves import move, note
from app.cases.actions.writing import Sent, add, other_side
from app.cases.models import Case, TicketingEvent
from app.cases.queries.asked import asked_people
from app.cases.queries.found import full_number
from app.db import locked
from app.history import Actor
from app.identity.models import Person
from app.refusal import Refused
from app.uploads import Accepted
from app.words import say
from catalogue.cases import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class MailIn:
    """A mail that came in: its message id, the number of its subject, who sent it and what it says."""

    key: str
    number: str
    sender: str
    text: str
    folder: Path
    files: Sequence[Accepted] = ()
    partner: str = ""


def receive_mail(session: Session, mail: MailIn, *, at: dt.datetime) -> str:
    """Take in a mail, and say what became of it: `done`, `again`, `unknown` case, `stranger`, `closed` or `empty`."""
    key = f"mail:{mail.key}"[:200]
    case = session.scalar(locked(sa.select(Case).where(Case.number == full_number(mail.number))))
    if session.scalar(sa.select(TicketingEvent.id).where(TicketingEvent.key == key)) is not None:
        return "again"
    result = "unknown" if case is None else _take_in(session, case, mail, at)
    session.add(TicketingEvent(key=key, case_id=case.id if case else None, result=result, received_at=at))
    session.flush()
    return result


def _take_in(session: Session, case: Case, mail: MailIn, at: dt.datetime) -> str:
    author = _author(session, case, mail)
    if author is None:
        return "stranger"
    if case.state == CaseState.CLOSED:
        return "closed"
    sent = Sent(text=mail.text, folder=mail.folder, files=mail.files, source="mail")
    try:
        with session.begin_nested():
            message = add(session, case, author, sent, at=at)
    except Refused:
        message = add(session, case, author, Sent(text=mail.text, folder=mail.folder, source="mail"), at=at)
    if case.state == CaseState.WAITING and author.id == case.requester_id:
        move(case, CaseState.ASSIGNED if case.assignee_id else CaseState.NEW, at=at)
    note(session, case, author, "case.written", at=at)
    to = other_side(session, case, author.id)
    letters.tell(session, case, to, "message", mark=f"message-{message.id}", at=at, text=mail.text, who=author.name)
    if author.id is not None:
        ticketing.tell(session, case, "case.message", text=mail.text, who=author.name, at=at)
    return "done"


def _author(session: Session, case: Case, mail: MailIn) -> Actor | None:
    """Who wrote it: somebody of the case, or the other ticketing system; None for a stranger."""
    if mail.partner and mail.sender.casefold() == mail.partner.casefold():
        return Actor(None, say("cases.partner"))
    people = {case.requester_id, *asked_people(session, case), *({case.assignee_id} if case.assignee_id else ())}
    found = session.execute(
        sa.select(Person.id, Person.name).where(
            Person.id.in_(people), Person.active, sa.func.lower(Person.email) == mail.sender.casefold()
        )
    ).first()
    return Actor(found.id, found.name) if found else None
