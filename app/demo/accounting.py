"""The economy of the demo world: what orders begin with, accounts, rows that are booked and a month handed over."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration import actions as administration
from app.administration.actions.kontering import Beginning
from app.history import Actor
from app.identity.models import Organisation, Person, Unit, UnitReference
from app.refusal import Refused
from app.reports import actions
from app.reports.actions import Period
from app.reports.queries import accounting
from app.words.formats import today_of
from catalogue.posting import Account

DATA = Path(__file__).with_name("accounting.toml")


def begin(session: Session, *, now: dt.datetime) -> None:
    """What orders begin with in Laxå, as Alva decided before the year began."""
    data, at = tomllib.loads(DATA.read_text(encoding="utf-8")), now - dt.timedelta(days=600)
    alva = _actor(session, "alva")
    units = {row.name: row for row in session.scalars(_units("laxa"))}
    for name, codes in data["begins"].items():
        wanted = Beginning(codes, today_of(at))
        administration.begin_with(session, units[name], wanted, actor=alva, at=at)
    for name, (reference, what) in data["references"].items():
        row = UnitReference(
            unit_id=units[name].id, reference=reference, name=what, valid_from=today_of(at), valid_to=None
        )
        administration.add_reference(session, units[name], row, actor=alva, at=at)


def live(session: Session, *, now: dt.datetime) -> None:
    """Accounts, everything booked, and the month before the last handed over by Elin."""
    data, elin, today = tomllib.loads(DATA.read_text(encoding="utf-8")), _actor(session, "elin"), today_of(now)
    wanted = {Account(sort): account for sort, account in data["accounts"].items()}
    municipalities = session.scalars(sa.select(Organisation).where(Organisation.is_member)).all()
    for each in municipalities:
        begins = dt.date(today.year - 1, 1, 1)
        actions.choose_accounts(session, each, wanted, begins, actor=elin, at=now)
    while actions.post(session, at=now):
        pass
    last = today.replace(day=1) - dt.timedelta(days=1)
    ends = last.replace(day=1) - dt.timedelta(days=1)
    for each in municipalities:
        _hand_over(session, each, Period(ends.replace(day=1), ends), elin=elin, now=now)


def _hand_over(session: Session, whose: Organisation, period: Period, *, elin: Actor, now: dt.datetime) -> None:
    seen = accounting.waiting(session, whose.id, period.first, period.last).seen
    try:
        actions.hand_over(session, whose, period, seen, actor=elin, at=now)
    except Refused:
        return  # a month when nothing came


def _units(key: str) -> sa.Select[Unit]:
    return sa.select(Unit).join(Organisation, Organisation.id == Unit.organisation_id).where(Organisation.key == key)


def _actor(session: Session, key: str) -> Actor:
    person = session.scalars(sa.select(Person).where(Person.provider == "demo", Person.subject == key)).one()
    return Actor(person.id, person.name)
