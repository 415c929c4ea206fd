"""Who has signed in, who was refused, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person, SignInAttempt, Unit
from app.identity.queries import browser_and_system
from app.openness.queries.log import Scope

SIZE = 50
SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Tried:
    """One try to sign in, as whoever watches over it reads it."""

    id: int
    at: dt.datetime
    outcome: str
    address: str
    browser: str
    way: str
    subject: str
    reference: str
    name: str | None

    @property
    def names(self) -> tuple[str, str]:
        """Browser and system by name."""
        return browser_and_system(self.browser)


def sign_ins(
    session: Session, scope: Scope, text: str, outcome: str, *, before: int | None
) -> tuple[list[Tried], int | None]:
    """A page of tries, newest first, by the beginning of a name or an address; `outcome` is "in", "refused" or ""."""
    shown: list[Any] = [getattr(SignInAttempt, name) for name in Tried.__slots__ if name != "name"]
    question: sa.Select[Any] = sa.select(*shown, Person.name).outerjoin(Person, Person.id == SignInAttempt.person_id)
    if not scope.everything:
        units = sa.select(Unit.id).where(Unit.organisation_id.in_(scope.organisations))
        question = question.where(Person.unit_id.in_(units))
    if text:
        columns = (Person.name, sa.func.lower(Person.name), SignInAttempt.address, SignInAttempt.reference)
        words = (text, text.lower(), text, text.lower())
        question = question.where(
            sa.or_(*(column.startswith(word, autoescape=True) for column, word in zip(columns, words, strict=True)))
        )
    if outcome:
        signed_in = SignInAttempt.outcome == SIGNED_IN
        question = question.where(signed_in if outcome == "in" else ~signed_in)
    if before is not None:
        question = question.where(SignInAttempt.id < before)
    rows = [Tried(*row) for row in session.execute(question.order_by(SignInAttempt.id.desc()).limit(SIZE + 1))]
    return rows[:SIZE], rows[SIZE - 1].id if len(rows) > SIZE else None
