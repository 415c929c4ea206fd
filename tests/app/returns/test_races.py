"""Many who want the same half-day for their pickup: no more than there is room for, and nobody twice."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.returns import actions, queries
from app.returns.models import HandedIn
from catalogue.edition import load as edition
from tests.app.devices import making
from tests.app.returns.making import wanted
from tests.databases import MOMENT
from tests.people import People
from tests.races import Verb, at_once

CAPACITY = int(edition().setting("pickup_capacity"))
NUMBERS = itertools.count(6000)
WHEN = (dt.date(2026, 11, 24), "fm")


def asks(me: Visitor, tag: str) -> Verb:
    """Somebody who wants their computer fetched at that time."""

    def verb(session: Session) -> None:
        device, owned = queries.device_for(session, me, tag)
        how = wanted(way="pickup", pickup_on=WHEN[0], slot=WHEN[1])
        actions.request(session, me, device, how, owned_by=owned, agreed=edition(), at=MOMENT)

    return verb


def cancels(me: Visitor, number: str) -> Verb:
    """Somebody who calls a pickup off."""
    return lambda session: actions.cancel(session, queries.held(session, me, number), me, at=MOMENT)


def seats(session: Session) -> list[int]:
    """The seats that are taken at that time."""
    session.rollback()
    return sorted(seat for seat in session.scalars(sa.select(HandedIn.seat)) if seat is not None)


def rounds(app: Flask, session: Session, people: People, *, count: int) -> None:
    karin = people.visitor("karin")
    for _ in range(count):
        tags = [making.device(session, "karin", next(NUMBERS)).tag for _ in range(CAPACITY + 4)]
        session.rollback()
        going = list(session.scalars(sa.select(HandedIn.number).where(HandedIn.seat.is_not(None)).limit(2)))
        session.rollback()
        at_once(app, [asks(karin, tag) for tag in tags] + [cancels(karin, number) for number in going])
        assert len(seats(session)) <= CAPACITY
        at_once(app, [asks(karin, tags[0]), asks(karin, tags[1]), asks(karin, tags[2]), asks(karin, tags[3])])
        assert seats(session) == list(range(1, CAPACITY + 1))
        open_ = sa.select(HandedIn.device_id).where(HandedIn.state == "requested").group_by(HandedIn.device_id)
        assert session.scalars(open_.having(sa.func.count() > 1)).all() == []


def test_a_half_day_is_never_overbooked(app: Flask, session: Session, people: People) -> None:
    rounds(app, session, people, count=1)


@pytest.mark.hard
@pytest.mark.timeout(900)
def test_a_half_day_is_never_overbooked_thirty_times(app: Flask, session: Session, people: People) -> None:
    rounds(app, session, people, count=30)
