"""Lists of cases: mine, those of my units, those that wait for my answer; newest first, by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.cases.queries.asked import waits_for
from app.identity.queries import Visitor

PAGE = 20
LONGEST_SEARCH = 100
VIEWS = ("", "enhet", "svara")
COLUMNS = (
    Case.id, Case.number, Case.subject, Case.state, Case.outcome, Case.requester_id, Case.requester_name,
    Case.unit_name, Case.assignee_name, Case.opened_at, Case.due_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list."""

    id: int
    number: str
    subject: str
    state: str
    outcome: str
    requester_id: int
    requester_name: str
    unit_name: str
    assignee_name: str
    opened_at: dt.datetime
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words, only open ones, whose, and where to go on."""

    words: str = ""
    all: bool = False
    view: str = ""
    before: int = 0

    def query(self, **changed: object) -> dict[str, object]:
        """The query of an address that asks the same, with changes."""
        asked = {"q": self.words, "visa": "alla" if self.all else "", "vy": self.view, **changed}
        return {key: value for key, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list; `older` is 0 on the last one."""

    rows: list[Listed]
    older: int


def read_asked(words: str, shown: str, view: str, before: str) -> Asked:
    """What an address asks for; what is not known is left out."""
    return Asked(
        words=" ".join("".join(char for char in words[:LONGEST_SEARCH] if char.isprintable()).split()),
        all=shown == "alla",
        view=view if view in VIEWS else "",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0,
    )


def listed(session: Session, me: Visitor, asked: Asked) -> Listing:
    """A page of cases: mine, of the units I lead, or that I am to answer."""
    whose = {
        "": Case.requester_id == me.id,
        "enhet": Case.unit_id.in_(me.led_units),
        "svara": waits_for(me),
    }[asked.view]
    question = sa.select(*COLUMNS).where(whose).order_by(Case.id.desc()).limit(PAGE + 1)
    if not asked.all and asked.view != "svara":
        question = question.where(Case.state != "closed")
    if asked.words:
        question = question.where(matches(asked.words))
    if asked.before:
        question = question.where(Case.id < asked.before)
    rows = [Listed(*tuple(row)) for row in session.execute(question)]
    return Listing(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def waiting_for(session: Session, me: Visitor) -> int:
    """How many cases wait for my answer, counted to 99."""
    some = sa.select(Case.id).where(waits_for(me)).limit(99).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def matches(words: str) -> sa.ColumnElement[bool]:
    """The cases whose text holds every word."""
    return sa.and_(*[Case.search_text.contains(word, autoescape=True) for word in words.casefold().split()])
