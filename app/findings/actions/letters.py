"""The letters about a finding: to the unit's chef and whoever has the thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.exceptions.models import Finding
from app.identity.models import Person
from app.identity.queries import decider_for
from app.words import say
from app.words.formats import today_of

PARTS = ("title", "heading", "lead", "button", "why")


def tell(
    session: Session, finding: Finding, what: str, *, mark: str, at: dt.datetime, text: str = "",
    facts: Sequence[tuple[str, str]] = (), **known: str,
) -> None:  # fmt: skip
    """Tell the unit's chef and the holder what was decided; `mark` makes the key unique for what happened."""
    chef = decider_for(session, finding.unit_id, frozenset(), today=today_of(at))
    people = {finding.holder_id, chef.decider.person_id if chef else None} - {None}
    to = session.scalars(sa.select(Person.email).where(Person.id.in_(people), Person.active))
    write(session, finding, what, list(to), mark=mark, at=at, text=text, facts=facts, **known)


def write(
    session: Session, finding: Finding, what: str, to: Collection[str], *, mark: str, at: dt.datetime, text: str = "",
    facts: Sequence[tuple[str, str]] = (), **known: str,
) -> None:  # fmt: skip
    """Write a letter to each of these addresses."""
    named = {"number": finding.number, "what": finding.what, "unit": finding.unit_name, **known}
    words = {part: say(f"findings.mail.{what}.{part}", **named) for part in PARTS}
    path = f"/avvikelser/{finding.number}"
    for address in sorted(set(to)):
        params = {**words, "number": finding.number, "text": text, "facts": list(facts), "path": path}
        outbox.mail(session, f"finding:{finding.id}:{mark}:{address}"[:80], address, "matter_news", params, at=at)
