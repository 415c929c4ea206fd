"""The letters of a case: one template, the words by what has happened; the number always stands in the subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.cases.models import Case
from app.identity.models import Person
from app.identity.queries import addresses_of
from app.words import moment, say
from app.words.formats import today_of

MAIL = "cases.mail"
# Who is told of a question besides the one whose desk it comes to.
TOLD_TOO = {"budget": "finance"}


def tell(
    session: Session, case: Case, to: Collection[str], what: str, *, mark: str, at: dt.datetime,
    text: str = "", who: str = "", facts: Sequence[tuple[str, str]] = (),
) -> None:  # fmt: skip
    """Write a letter about a case to each address; `mark` makes its key unique for what happened."""
    known = {"number": case.number, "subject": case.subject, "who": who, "requester": case.requester_name,
             "unit": case.unit_name, "due": moment(case.due_at)}  # fmt: skip
    words = {part: say(f"{MAIL}.{what}.{part}", **known) for part in ("title", "heading", "lead", "button", "why")}
    rows = [(say(f"{MAIL}.fact.subject"), case.subject), *facts]
    for address in sorted(set(to)):
        params = {**words, "number": case.number, "text": text, "facts": rows, "path": f"/arenden/{case.number}"}
        outbox.mail(session, _key(case, mark, address), address, "case_news", params, at=at)


def address_of(session: Session, person_id: int | None) -> list[str]:
    """The address of an active person, or none."""
    if person_id is None:
        return []
    return list(session.scalars(sa.select(Person.email).where(Person.id == person_id, Person.active)))


def ask(session: Session, case: Case, step: str, *, at: dt.datetime) -> None:
    """Tell those who may answer besides the one whose desk it lies on."""
    if step not in TOLD_TOO:
        return
    to = addresses_of(session, TOLD_TOO[step], today_of(at))
    facts = [(question, answer) for question, answer in case.facts[:8]]
    tell(session, case, to, "asked", mark=f"asked-{step}-{case.version}", at=at, facts=facts)


def _key(case: Case, mark: str, address: str) -> str:
    return f"case:{case.id}:{mark}:{address}"[:80]
