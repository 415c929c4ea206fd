"""Counting: what there is today stands as this year's; earlier years are reckoned once from the register's dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.growth import queries
from app.growth.models import YearCount
from app.growth.queries import Key
from app.identity.models import Organisation

BACK = 4


def is_due(session: Session, today: dt.date) -> bool:
    """Whether today has not been counted yet."""
    return queries.years_kept(session).get(today.year) != today


def count(session: Session, today: dt.date) -> None:
    """Count this year as it stands today; a year that is over stays as it was counted last. Twice a day is once."""
    if is_due(session, today):
        _count(session, today)


def _count(session: Session, today: dt.date) -> None:
    # Of two workers the second waits here, and finds that it is done.
    session.scalars(locked(sa.select(Organisation.id).order_by(Organisation.id).limit(1))).all()
    known = queries.years_kept(session)
    if known.get(today.year) == today:
        return
    _keep(session, today.year, queries.counts(session), source="counted", on=today)
    if set(known) <= {today.year}:
        for year in range(today.year - BACK, today.year):
            last = dt.date(year, 12, 31)
            _keep(session, year, queries.devices_on(session, last), source="reckoned", on=last)


def _keep(session: Session, year: int, found: Mapping[Key, int], *, source: str, on: dt.date) -> None:
    """Write a year's counts over those that stand; what is there no more becomes 0."""
    rows = {
        (row.organisation_id, row.what): row
        for row in session.scalars(sa.select(YearCount).where(YearCount.year == year))
    }
    for key, row in rows.items():
        row.count, row.counted_on, row.source = found.get(key, 0), on, source
    session.add_all(
        YearCount(year=year, organisation_id=key[0], what=key[1], count=number, source=source, counted_on=on)
        for key, number in found.items()
        if key not in rows
    )
    session.flush()
