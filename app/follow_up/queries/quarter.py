"""A quarter in five figures: first line, returns, deliveries, approvals and claims (L527-L529), and their paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.calendar import support_calendar
from app.cases.models import Case
from app.desks.models import ApprovalRequest
from app.devices.models import Device
from app.follow_up.models import FollowUp
from app.orders.models import OrderLine
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.returns.queries import handed_in
from app.warranty.models import Claim
from app.words import day_long, say
from app.words.formats import STOCKHOLM
from catalogue.following import Report
from catalogue.kpi import Quarter
from catalogue.warranty import ClaimState

# What is asked for is answered within so many working days, and a claim decided within so many.
ANSWERED_WITHIN, DECIDED_WITHIN = 3, 10
KEYS = ("first_line", "returns", "delivery", "approval", "claims")
# First line: the majority, as the agreement says. The others have no goal in it.
GOALS = {"first_line": 50}
MOST_EARLIER = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many; `days` is the median of working days where there is one."""

    key: str
    part: int
    all: int
    days: int | None = None

    @property
    def percent(self) -> int:
        """The share in whole per cent, never more than it was."""
        return 100 * self.part // self.all if self.all else 0

    @property
    def reaches_goal(self) -> bool | None:
        """Whether it is more than the goal; None where there is no goal or nothing to measure."""
        goal = GOALS.get(self.key)
        return None if goal is None or not self.all else 100 * self.part > goal * self.all


def figures(session: Session, quarter: Quarter) -> list[Figure]:
    """The figures of a quarter as they stand now. Three questions."""
    days = quarter.first_days
    first, after = days[0], days[-1]
    row = session.execute(sa.select(*_counts(first, after))).one()
    approvals = _working_days(session.execute(_decided(first, after)))
    claims = _working_days(session.execute(_claims(first, after)))
    return [
        Figure("first_line", row[1], row[0]), Figure("returns", row[3], row[2]), Figure("delivery", row[5], row[4]),
        _within("approval", approvals, ANSWERED_WITHIN), _within("claims", claims, DECIDED_WITHIN),
    ]  # fmt: skip


def _counts(first: dt.date, after: dt.date) -> list[sa.ScalarSelect[Any]]:
    """First line, returns and deliveries: all, and those that did well."""
    last, count = after - dt.timedelta(days=1), sa.func.count()
    solved = _within_moments(Case.solved_at, first, after)
    due = sa.and_(Device.planned_end.between(first, last), Device.state != "written_off")
    came = sa.and_(_within_moments(OrderLine.delivered_at, first, after), OrderLine.expected_on.is_not(None))
    # A day in UTC: nothing is delivered in the two hours by which it differs from the Swedish one.
    in_time = sa.func.date(OrderLine.delivered_at) <= sa.func.date(OrderLine.expected_on)
    conditions = (
        (Case, solved), (Case, sa.and_(solved, Case.solved_by_line == 1)), (Device, due),
        (Device, sa.and_(due, handed_in())), (OrderLine, came), (OrderLine, sa.and_(came, in_time)),
    )  # fmt: skip
    return [sa.select(count).select_from(table).where(which).scalar_subquery() for table, which in conditions]


def _decided(first: dt.date, after: dt.date) -> sa.Select[*tuple[Any, ...]]:
    asked, decided = sa.func.date(ApprovalRequest.asked_at), sa.func.date(ApprovalRequest.decided_at)
    return (
        sa.select(asked, decided, sa.func.count())
        .where(ApprovalRequest.state == "decided", _within_moments(ApprovalRequest.decided_at, first, after))
        .group_by(asked, decided)
    )


def _claims(first: dt.date, after: dt.date) -> sa.Select[*tuple[Any, ...]]:
    """Claims made in the quarter and not taken back; one that is not decided has no second day."""
    made, decided = sa.func.date(Case.opened_at), sa.func.date(Claim.decided_at)
    return (
        sa.select(made, decided, sa.func.count())
        .join_from(Claim, Case, Case.id == Claim.case_id)
        .where(_within_moments(Case.opened_at, first, after))
        .where(sa.or_(Claim.outcome != "", Claim.state != ClaimState.CLOSED))
        .group_by(made, decided)
    )


def _working_days(rows: Iterable[sa.Row[*tuple[Any, ...]]]) -> list[tuple[int | None, int]]:
    """How many took so many working days; None for what is not over."""
    found: list[tuple[int | None, int]] = []
    for begun, over, count in rows:
        first, last = _day(begun), _day(over)
        took = support_calendar(first.year).working_days_between(first, last) if first and last else None
        found.append((took, count))
    return found


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _within(key: str, found: Sequence[tuple[int | None, int]], most: int) -> Figure:
    counted = sorted((days, count) for days, count in found if days is not None)
    return Figure(
        key, sum(count for days, count in counted if days <= most), sum(count for _days, count in found),
        _median(counted),
    )  # fmt: skip


def _median(counted: Sequence[tuple[int, int]]) -> int | None:
    """The middle of so many days so many times; None for none."""
    left = (sum(count for _days, count in counted) + 1) // 2
    for days, count in counted:
        left -= count
        if left <= 0:
            return days
    return None


def _within_moments(column: Any, first: dt.date, after: dt.date) -> sa.ColumnElement[bool]:
    begins, ends = (dt.datetime.combine(day, dt.time(), STOCKHOLM).astimezone(dt.UTC) for day in (first, after))
    return sa.and_(column >= begins, column < ends)


def kept(found: Sequence[Figure]) -> dict[str, dict[str, int | None]]:
    """Figures as a report keeps them."""
    return {each.key: {"part": each.part, "all": each.all, "days": each.days} for each in found}


def of_report(figures: Mapping[str, Any]) -> list[Figure]:
    """The figures that a report has kept."""
    return [Figure(key, figures[key]["part"], figures[key]["all"], figures[key]["days"]) for key in KEYS]


def locked_quarters(session: Session, until: Quarter) -> list[FollowUp]:
    """The last locked quarters up to one, the latest last. One question."""
    place = FollowUp.year * 4 + FollowUp.number
    question = (
        sa.select(FollowUp)
        .where(FollowUp.kind == Report.QUARTER, place <= until.year * 4 + until.number)
        .order_by(FollowUp.year.desc(), FollowUp.number.desc())
        .limit(MOST_EARLIER + 1)
    )
    return list(session.scalars(question))[::-1]


def said_of(figure: Figure) -> str:
    """What a figure counts, in words."""
    return say(f"quarter.what.{figure.key}", answered=ANSWERED_WITHIN, decided=DECIDED_WITHIN)


def cells_of(figure: Figure) -> list[str]:
    """A figure as the cells of a row: so many, of so many, share, median, goal."""
    goal = figure.reaches_goal
    return [
        str(figure.part), str(figure.all), say("quarter.percent", share=figure.percent) if figure.all else "\u2013",
        _days(figure.days),
        say(f"quarter.goal.{'none' if goal is None else 'yes' if goal else 'no'}"),
    ]  # fmt: skip


def _days(count: int | None) -> str:
    if count is None:
        return "\u2013"
    return say("quarter.day") if count == 1 else say("quarter.days", count=count)


def point_of(found: Sequence[Figure]) -> str:
    """What a quarter's figures say, in one sentence."""
    share = {each.key: say("quarter.percent", share=each.percent) for each in found if each.all}
    known = [key for key in ("first_line", "delivery") if key in share]
    return say(f"quarter.point.{'both' if len(known) > 1 else known[0] if known else 'none'}", **share)


def paper_of_quarter(report: FollowUp) -> bytes:
    """The tagged PDF of a quarter's figures."""
    titles = say("quarter.columns").split("|")
    columns = [Column(titles[0], 4.5), *(Column(title, 1.6, "right") for title in titles[1:])]
    issued = day_long(report.locked_at, year=True) if report.locked_at else ""
    sheet = Sheet(
        title=say("following.title.quarter", number=report.number, year=report.year), number="", issued=issued,
        words=Words(page=say("following.paper.page"), issued=say("following.paper.issued")),
        sender=say("following.paper.sender"), lead=say("quarter.lead"),
        facts=[Fact(say("following.paper.locked_by"), report.locked_by_name)],
        blocks=[
            *([Paragraphs(say("following.paper.text"), report.text.splitlines())] if report.text else []),
            Table(columns, [[said_of(each), *cells_of(each)] for each in of_report(report.figures)]),
        ],
        footer=[say("quarter.footer")],
    )  # fmt: skip
    return render(sheet)
