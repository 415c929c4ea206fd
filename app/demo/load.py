"""Loads the demo world: range, people, and a year of orders lived through with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.assortment import actions as assortment
from app.db import begin_write
from app.demo import bulk, register, world
from app.demo.year import Year
from app.outbox import Letter

YEAR = dt.timedelta(days=365)


def load(
    sessions: sessionmaker[Session], *, now: dt.datetime, orders: int = 0, people: int = 0, devices: int = 0
) -> Iterator[str]:
    """Fill an empty database and say what was loaded; what is already there is left alone.

    All dates are counted back from `now` (UTC). `orders`, `people` and `devices` are added in bulk for load.
    """
    with sessions() as session:
        if world.is_empty(session):
            session.rollback()
            yield from _living(session, now)
        yield from bulk.load(session, now=now, orders=orders, people=people, devices=devices)


def _living(session: Session, now: dt.datetime) -> Iterator[str]:
    begin_write(session)
    assortment.load(session, assortment.read(), at=now - YEAR)
    world.load(session)
    register.load(session, now=now)
    session.commit()
    yield "people"
    yield from Year(session, now=now).live()
    begin_write(session)
    # What the year wrote has long been carried; only its partner orders are left for the worker to show.
    session.execute(sa.update(Letter).where(Letter.state == "waiting").values(state="sent", sent_at=Letter.created_at))
    session.commit()
