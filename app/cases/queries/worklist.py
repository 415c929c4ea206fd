"""What is to be done: the open cases of each queue, those that are due first, with counts that stay cheap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.cases.queries.mine import matches
from app.cases.queries.visible import handles
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Choice, Visitor
from app.identity.queries.grants import holds
from app.refusal import Missing
from catalogue.cases import IT_ROLES, OPEN, queues_of
from catalogue.terms import Queue

PAGE = 50
COUNTED_TO = 99
VIEWS = ("", "mina", "lediga", "sena", "vantar", "losta")
COLUMNS = (
    Case.id, Case.number, Case.kind, Case.subject, Case.state, Case.line, Case.requester_name, Case.unit_name,
    Organisation.short_name, Case.assignee_id, Case.assignee_name, Case.opened_at, Case.due_at, Case.version,
    Case.queue, Case.solved_by_line, Case.solved_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the work list."""

    id: int
    number: str
    kind: str
    subject: str
    state: str
    line: int
    requester: str
    unit: str
    organisation: str
    assignee_id: int | None
    assignee: str
    opened_at: dt.datetime
    due_at: dt.datetime
    version: int
    queue: str
    solved_by_line: int | None
    solved_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a queue is wanted: a view of it, words, an organisation, and after which row."""

    queue: str = ""
    view: str = ""
    words: str = ""
    organisation: str = ""
    after: str = ""

    def query(self, **changed: object) -> dict[str, object]:
        """The query of an address that wants the same, with changes."""
        asked = {"vy": self.view, "q": self.words, "organisation": self.organisation, **changed}
        return {key: value for key, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the list; `after` is empty on the last one."""

    rows: list[Row]
    after: str


def work(session: Session, me: Visitor, wanted: Wanted, *, now: dt.datetime) -> WorkPage:
    """A page of the cases I work with, due first; raises Missing for a queue that is not mine."""
    known(me, wanted.queue)
    question = _wanted(me, wanted, now)
    if wanted.after:
        due, case_id = _edge(wanted.after)
        question = question.where(sa.or_(Case.due_at > due, sa.and_(Case.due_at == due, Case.id > case_id)))
    rows = [Row(*tuple(row)) for row in session.execute(question.limit(PAGE + 1))]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return WorkPage(rows[:PAGE], f"{int(last.due_at.timestamp())}-{last.id}" if last else "")


def exported(session: Session, me: Visitor, wanted: Wanted, *, now: dt.datetime, most: int) -> Iterator[Row]:
    """The rows of what is wanted, for a file."""
    known(me, wanted.queue)
    return (Row(*tuple(row)) for row in session.execute(_wanted(me, wanted, now).limit(most)))


def known(me: Visitor, queue: str) -> None:
    """Raise Missing for a queue that does not exist or that I do not work with; an empty one means all of mine."""
    if queue and queue not in {found.value for found in queues_of(me.roles)}:
        raise Missing


def counts(session: Session, me: Visitor) -> dict[str, int]:
    """How many open cases each of my queues holds, counted to 99."""
    queues = queues_of(me.roles)
    if not queues:
        return {}
    parts = []
    for queue in queues:
        some = sa.select(Case.id).where(handles(me), Case.queue == queue.value, Case.state.in_(OPEN)).limit(COUNTED_TO)
        parts.append(sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery())
    return dict(zip((queue.value for queue in queues), session.execute(sa.select(*parts)).one(), strict=True))


def handlers(session: Session, me: Visitor, today: dt.date) -> list[Choice]:
    """Those a case may be given to: everybody who works with cases, in a municipality only its own contacts."""
    roles = IT_ROLES if not me.roles.isdisjoint(IT_ROLES) else frozenset({"municipality_contact"})
    question = (
        sa.select(Person.id, Person.name, Person.sort_key)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role.in_(roles), holds(today), Person.active)
        .distinct()
        .order_by(Person.sort_key)
    )
    if me.roles.isdisjoint(IT_ROLES):
        question = question.join(Unit, Unit.id == Person.unit_id).where(Unit.organisation_id == me.organisation_id)
    return [Choice(row.id, row.name) for row in session.execute(question)]


def _wanted(me: Visitor, wanted: Wanted, now: dt.datetime) -> sa.Select[*tuple[Any, ...]]:
    question = sa.select(*COLUMNS).join(Organisation, Organisation.id == Case.organisation_id).where(handles(me))
    if wanted.queue:
        question = question.where(Case.queue == Queue(wanted.queue).value)
    if wanted.words:
        question = question.where(matches(wanted.words))
    if wanted.organisation:
        question = question.where(Organisation.key == wanted.organisation)
    return question.where(_view(me, wanted.view, now)).order_by(Case.due_at, Case.id)


def _view(me: Visitor, view: str, now: dt.datetime) -> sa.ColumnElement[bool]:
    is_open = Case.state.in_(OPEN)
    return {
        "mina": sa.and_(is_open, Case.assignee_id == me.id),
        "lediga": sa.and_(is_open, Case.assignee_id.is_(None)),
        "sena": sa.and_(is_open, Case.due_at < now),
        "vantar": Case.state == "waiting",
        "losta": Case.state.in_(("solved", "closed")),
    }.get(view, is_open)


def _edge(text: str) -> tuple[dt.datetime, int]:
    """Due time and id to go on from; raises Missing for anything else."""
    due, _, case_id = text.partition("-")
    if not (due.isascii() and due.isdigit() and case_id.isascii() and case_id.isdigit() and len(text) < 30):
        raise Missing
    return dt.datetime.fromtimestamp(int(due[:11]), dt.UTC), int(case_id[:18])
