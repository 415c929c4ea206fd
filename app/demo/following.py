"""The budget year followed up: a forecast and the half-year report sent, another forecast begun, quarters locked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from app.db import begin_write
from app.demo.cases import visitor_of
from app.follow_up import actions, queries
from app.follow_up.actions import Entry
from app.follow_up.queries import Shown
from app.identity.queries import Visitor
from app.words import say
from app.words.formats import today_of
from catalogue.following import OF_A_YEAR
from catalogue.kpi import quarter_of

# When in the year each report was made: the month its outcome reaches, and per mille that the costs differ from plan.
MADE = ((3, -3), (6, -5), (8, -9))
MONTHS = 12


def live(session: Session, *, now: dt.datetime, folder: Path) -> None:
    """Follow up the year of `now` (UTC) as far as it has come; papers are kept in `folder`. Commits."""
    begin_write(session)
    elin, gunnar = (visitor_of(session, key, now) for key in ("elin", "gunnar"))
    year = today_of(now).year
    for place, ((kind, number), (month, differs)) in enumerate(zip(OF_A_YEAR, MADE, strict=False)):
        as_of = dt.date(year, month + 1, 1) - dt.timedelta(days=1)
        at = dt.datetime.combine(as_of + dt.timedelta(days=14), dt.time(9), dt.UTC)
        if at >= now:
            break
        actions.begin(session, year, (kind, number), me=elin, as_of=as_of, at=at)
        shown = queries.opened(session, year, queries.slug_of(kind, number))
        _fill_in(session, shown, elin, month=month, differs=differs)
        if place < len(MADE) - 1:
            _send(session, queries.opened(session, year, queries.slug_of(kind, number)), (elin, gunnar), folder, at=at)
    quarter = quarter_of(today_of(now))
    for _back in range(2):
        quarter = quarter.before()
        actions.lock_quarter(session, quarter, say("demo.following.quarter"), me=gunnar, folder=folder, at=now)
    session.commit()


def _fill_in(session: Session, shown: Shown, elin: Visitor, *, month: int, differs: int) -> None:
    """So much of the budget is used, and the year will differ by so much, a little more for every line."""
    entries = {}
    for place, (row, _member) in enumerate(shown.rows):
        forecast = row.budget + row.budget * differs * (place % 3 + 1) // 2000
        note = say("demo.following.note") if not place else ""
        entries[row.id] = Entry(forecast * month // MONTHS, forecast, note)
    text, report = say("demo.following.text"), shown.report
    actions.fill_in(session, shown, entries, text=text, as_of=report.as_of, seen=report.version, me=elin)
    session.refresh(report)


def _send(
    session: Session, shown: Shown, who: tuple[Visitor, Visitor], folder: Path, *, at: dt.datetime
) -> None:  # fmt: skip
    elin, gunnar = who
    actions.lock(session, shown, me=gunnar, folder=folder, at=at)
    later = at + dt.timedelta(days=7)
    actions.present(session, shown, today_of(later), say("demo.following.paragraph"), me=elin, at=later)
    to = {key: [say("demo.following.address", key=key)] for key in shown.names}
    actions.send(session, shown, to, me=elin, at=later)
