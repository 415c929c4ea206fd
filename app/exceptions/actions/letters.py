"""The letters about an exception: one template, the words by what has happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.exceptions.models import ExceptionRequest
from app.identity.models import Person
from app.words import kr, say

PAGE = "/begar/utanfor-sortimentet/{number}"
PARTS = ("title", "heading", "lead", "button", "why")


def tell(
    session: Session, request: ExceptionRequest, what: str, *, at: dt.datetime, text: str = "",
    facts: Sequence[tuple[str, str]] = (), **known: str,
) -> None:  # fmt: skip
    """Tell the one who asked, and who will get it, what has happened; once for each thing that happens."""
    to = _addresses(session, {request.requester_id, request.recipient_id})
    write(session, request, what, to, at=at, text=text, facts=facts, **known)


def write(  # to whom, what about and with what is how a letter is told
    session: Session, request: ExceptionRequest, what: str, to: Collection[str], *, at: dt.datetime, text: str = "",
    facts: Sequence[tuple[str, str]] = (), path: str = PAGE, **known: str,
) -> None:  # fmt: skip
    """Write a letter to each of these addresses."""
    named = {"number": request.number, "what": request.what, "who": request.requester_name, **known}
    words = {part: say(f"exceptions.mail.{what}.{part}", **named) for part in PARTS}
    rows = [(say("exceptions.fact.what"), request.what), (say("exceptions.fact.price"), kr(request.amount)), *facts]
    where = path.format(number=request.number)
    for address in sorted(set(to)):
        params = {**words, "number": request.number, "text": text, "facts": rows, "path": where}
        key = f"exception:{request.id}:{what}:{address}"[:80]
        if session.scalar(sa.select(outbox.Letter.id).where(outbox.Letter.key == key)) is None:
            outbox.mail(session, key, address, "matter_news", params, at=at)


def _addresses(session: Session, people: Collection[int | None]) -> list[str]:
    known = [person for person in people if person is not None]
    return list(session.scalars(sa.select(Person.email).where(Person.id.in_(known), Person.active)))
