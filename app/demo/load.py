"""Loads the demo world: range, people, and a year of orders lived through with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.assortment import actions as assortment
from app.db import begin_write
from app.demo import (
    accounting,
    administration,
    budget,
    budgets,
    bulk,
    cases,
    contracts,
    following,
    invoicing,
    leaving,
    licences,
    matters,
    notices,
    outside,
    owning,
    parcels,
    register,
    supplier_invoices,
    world,
)
from app.demo import forum as forum_scenes
from app.demo.year import Year
from app.forum import actions as forum
from app.outbox import Letter

YEAR = dt.timedelta(days=365)


def load(
    sessions: sessionmaker[Session],
    *,
    now: dt.datetime,
    orders: int = 0,
    people: int = 0,
    devices: int = 0,
    folder: Path | None = None,
) -> Iterator[str]:
    """Fill an empty database and say what was loaded; what is already there is left alone.

    All dates are counted back from `now` (UTC). Papers are kept in `folder`; without one, none are made. `orders`,
    `people` and `devices` are added in bulk for load.
    """
    with sessions() as session:
        empty = world.is_empty(session)
        session.rollback()
    if empty:
        with sessions() as session:
            _world(session, now)
        with sessions() as session:
            yield from Year(session, now=now).live()
            _cases(session, now)
            parcels.load(session, now=now)
            supplier_invoices.load(session, now=now)
            _licences(session, now)
            budget.live(session, now=now)
            _invoices(session, now)
            _owning(session, now)
            forum_scenes.live(session, now=now)
            outside.live(session, now=now)
            budgets.invest(session, now=now)
            if folder:
                following.live(session, now=now, folder=folder)
            _carry_letters(session)
            _accounting(session, now)
    with sessions() as session:
        yield from bulk.load(session, now=now, orders=orders, people=people, devices=devices)


def _world(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    assortment.load(session, assortment.read(), at=now - YEAR)
    world.load(session)
    forum.load_bodies(session)
    contracts.load(session, now=now, at=now - YEAR)
    register.load(session, now=now)
    owning.begin(session, now=now)
    invoicing.begin(session, at=now - YEAR)
    budgets.set_frames(session, now=now, at=now - YEAR)
    session.commit()
    administration.load(session, now=now)
    begin_write(session)
    accounting.begin(session, now=now)
    session.commit()


def _cases(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    cases.load(session, now=now)
    matters.load(session, now=now)
    leaving.load(session, now=now)
    notices.load(session, now=now)
    session.commit()


def _owning(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    owning.live(session, now=now)
    session.commit()


def _accounting(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    accounting.live(session, now=now)
    session.commit()


def _licences(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    licences.load(session, now=now)
    session.commit()


def _invoices(session: Session, now: dt.datetime) -> None:
    begin_write(session)
    invoicing.live(session, now=now)
    session.commit()


def _carry_letters(session: Session) -> None:
    """The year's letters have long been carried: the worker must not send them again. Invoices tell that themselves."""
    begin_write(session)
    old = sa.update(Letter).where(Letter.state == "waiting", Letter.kind != "invoice")
    session.execute(old.values(state="sent", sent_at=Letter.created_at))
    session.commit()
