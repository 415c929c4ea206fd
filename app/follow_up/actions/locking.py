"""Locking a report, so that it is what it was, and telling when the committee saw it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files, history
from app.fields import clean
from app.follow_up.actions.preparing import demand_preparer
from app.follow_up.models import FollowUp
from app.follow_up.models.reports import LOCKED
from app.follow_up.queries import Shown
from app.follow_up.queries.paper import name_of, paper, title_of
from app.follow_up.queries.quarter import figures, kept, paper_of_quarter
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.words.formats import day_long, today_of
from catalogue.following import Report
from catalogue.kpi import Quarter
from catalogue.rights import may

PDF = "application/pdf"
LONGEST = 4000


def lock(session: Session, shown: Shown, *, me: Visitor, folder: Path, at: dt.datetime) -> None:
    """Lock a report and keep its paper; nothing of it changes afterwards.

    Raises Forbidden for all but the head of IT, Refused when it is locked already or oneself prepared it.
    """
    report = shown.report
    if not may("finance.lock", me.roles):
        raise Forbidden("following.refused.head")
    if report.is_locked:
        raise Refused("following.refused.locked")
    if report.prepared_by == me.id:
        raise Refused("following.refused.own")
    report.locked_by, report.locked_by_name, report.locked_at = me.id, me.name, at
    _keep_paper(session, report, paper(shown), folder, at=at)
    report.state = LOCKED
    session.flush()
    said = {"title": title_of(report), "digest": report.digest}
    history.record(session, me.actor, at, [Event("follow_up", report.id, "follow_up.locked", said)])


def present(session: Session, shown: Shown, on: dt.date, note: str, *, me: Visitor, at: dt.datetime) -> None:
    """Note the day the committee was shown a report.

    Raises Refused before it is locked, for a day to come or before it was locked, and when it is noted already.
    """
    demand_preparer(me)
    report = shown.report
    if report.locked_at is None:
        raise Refused("following.refused.not_locked")
    if report.presented_on is not None:
        raise Refused("following.refused.presented")
    if not today_of(report.locked_at) <= on <= today_of(at):
        raise Refused("following.refused.day")
    report.presented_on, report.presented_note = on, note
    said = {"title": title_of(report), "on": on.isoformat()}
    history.record(session, me.actor, at, [Event("follow_up", report.id, "follow_up.presented", said)])


def lock_quarter(
    session: Session, quarter: Quarter, text: str, *, me: Visitor, folder: Path, at: dt.datetime
) -> FollowUp:
    """Lock the figures of a quarter as they are now, with some words, and keep their paper.

    Raises Forbidden for all but the head of IT, Refused before the quarter is over and when it is locked already.
    """
    if not may("quarter.lock", me.roles):
        raise Forbidden("following.refused.head")
    after = quarter.first_days[-1]
    if after > today_of(at):
        raise Refused("following.refused.period", day=day_long(after, year=True))
    if session.scalar(_quarter_of(quarter)) is not None:
        raise Refused("following.refused.locked")
    report = FollowUp(
        year=quarter.year, kind=Report.QUARTER, number=quarter.number, state=LOCKED,
        as_of=after - dt.timedelta(days=1), text=clean(text[:LONGEST], lines=True),
        figures=kept(figures(session, quarter)), prepared_by=me.id, prepared_by_name=me.name, prepared_at=at,
        locked_by=me.id, locked_by_name=me.name, locked_at=at,
    )  # fmt: skip
    _keep_paper(session, report, paper_of_quarter(report), folder, at=at)
    session.add(report)
    session.flush()
    said = {"title": title_of(report), "digest": report.digest}
    history.record(session, me.actor, at, [Event("follow_up", report.id, "follow_up.locked", said)])
    return report


def _quarter_of(quarter: Quarter) -> sa.Select[int]:
    return sa.select(FollowUp.id).where(
        FollowUp.kind == Report.QUARTER, FollowUp.year == quarter.year, FollowUp.number == quarter.number
    )


def _keep_paper(session: Session, report: FollowUp, data: bytes, folder: Path, *, at: dt.datetime) -> None:
    file = files.put(session, folder, data, name=f"{name_of(report)}.pdf", media_type=PDF, at=at)
    report.file_key, report.digest = file.key, file.sha256
