"""The log as an auditor reads it: by period, person, kind and thing, in words, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device
from app.history import HistoryEntry
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.openness.queries.named import called, name_of
from app.openness.queries.telling import told
from app.orders.models import Order
from app.words.formats import STOCKHOLM
from catalogue.terms import Role

SIZE = 50
COLUMNS = tuple(HistoryEntry.__mapper__.column_attrs.keys())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for: between two Swedish days, by whom, of which area, about which order or device."""

    first: dt.date | None = None
    last: dt.date | None = None
    who: str = ""
    area: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, or what concerns some organisations."""

    everything: bool
    organisations: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, in words and with its details."""

    id: int
    at: dt.datetime
    actor_name: str
    subject: str
    subject_id: int
    event: str
    data: Mapping[str, Any]
    digest: str
    name: str

    @property
    def sentence(self) -> str:
        """What happened."""
        return told(self.event, self.data)


def scope_of(me: Visitor, roles: frozenset[Role]) -> Scope:
    """How far somebody with one of these roles reads; a grant for a unit or a segment reads nothing of the log."""
    grants = [grant for grant in me.grants if grant.role in roles and not (grant.unit_id or grant.segment)]
    found = {grant.organisation_id for grant in grants}
    return Scope(None in found, frozenset(each for each in found if each is not None))


def log_page(session: Session, scope: Scope, wanted: Wanted, before: int | None) -> tuple[list[Entry], int | None]:
    """A page of the log, newest first; the second value is where the next page begins."""
    shown: list[Any] = [getattr(HistoryEntry, column) for column in Entry.__slots__ if column != "name"]
    question: sa.Select[Any] = (
        sa.select(*shown, name_of().label("name"))
        .where(_matches(session, scope, wanted))
        .order_by(HistoryEntry.id.desc())
        .limit(SIZE + 1)
    )
    if before is not None:
        question = question.where(HistoryEntry.id < before)
    rows = [Entry(*row) for row in session.execute(question)]
    return rows[:SIZE], rows[SIZE - 1].id if len(rows) > SIZE else None


def log_rows(session: Session, scope: Scope, wanted: Wanted, last: int) -> Iterator[Mapping[str, Any]]:
    """The whole rows of the log up to an entry, oldest first, a few thousand at a time."""
    columns = [getattr(HistoryEntry, name) for name in COLUMNS]
    question = (
        sa.select(*columns).where(HistoryEntry.id <= last, _matches(session, scope, wanted)).order_by(HistoryEntry.id)
    )
    # Closed by name: whoever stops half-way leaves no open cursor behind.
    with session.execute(question.execution_options(yield_per=2000)) as rows:
        for row in rows.mappings():
            yield dict(row)


def _matches(session: Session, scope: Scope, wanted: Wanted) -> sa.ColumnElement[bool]:
    conditions = [_within(scope), _between(wanted)]
    if wanted.who:
        begins = sa.func.lower(HistoryEntry.actor_name).startswith(wanted.who.lower(), autoescape=True)
        conditions.append(sa.or_(begins, HistoryEntry.actor_name.startswith(wanted.who, autoescape=True)))
    if wanted.area:
        conditions.append(HistoryEntry.event.startswith(f"{wanted.area}.", autoescape=True))
    if wanted.about:
        conditions.append(called(session, wanted.about))
    return sa.and_(*conditions)


def _between(wanted: Wanted) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    if wanted.first:
        conditions.append(HistoryEntry.at >= _midnight(wanted.first))
    if wanted.last:
        conditions.append(HistoryEntry.at < _midnight(wanted.last + dt.timedelta(days=1)))
    return sa.and_(*conditions)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), STOCKHOLM).astimezone(dt.UTC)


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    """Entries about the organisations and their people, units, orders and devices, whoever made them."""
    if scope.everything:
        return sa.true()
    units = sa.select(Unit.id).where(Unit.organisation_id.in_(scope.organisations))
    people = sa.select(Person.id).where(Person.unit_id.in_(units))
    orders = sa.select(Order.id).where(Order.organisation_id.in_(scope.organisations))
    devices = sa.select(Device.id).where(Device.organisation_id.in_(scope.organisations))
    return sa.or_(
        sa.and_(HistoryEntry.subject == "organisation", HistoryEntry.subject_id.in_(scope.organisations)),
        _of("unit", units), _of("person", people), _of("order", orders), _of("device", devices),
    )  # fmt: skip


def _of(subject: str, ids: sa.Select[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(HistoryEntry.subject == subject, HistoryEntry.subject_id.in_(ids))
