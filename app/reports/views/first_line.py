"""The share of cases that the first line solves: month by month, a quarter's report, and as a file (R-146 to R-148)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.http import dump_options_header

from app import web
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.reports import queries
from app.reports.views.doors import blueprint
from app.words import day_long, say
from app.words.cells import csv_lines
from app.words.formats import MONTHS as MONTH_NAMES
from catalogue.kpi import QUARTERS, Quarter, Solved, quarter_of

FIRST_YEAR = 2014
PDF, CSV = "application/pdf", "text/csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A quarter in words and numbers, for one organisation or all; rows are (what, numbers)."""

    quarter: Quarter
    chosen: str
    name: str
    months: list[tuple[str, Solved]]
    total: Solved
    organisations: list[tuple[str, Solved]]

    @property
    def title(self) -> str:
        """What it is called."""
        return say("kpi.title", year=self.quarter.year, quarter=self.quarter.number)


@blueprint.get("/uppfoljning/servicedesk")
@web.door("cases.follow_up")
def first_line() -> Any:
    """A quarter with its months, against the goal."""
    found = _report()
    later = found.quarter.after()
    return web.page(
        "reports/first_line.html", "report", found=found,
        known=[("", say("kpi.all")), *queries.organisations(web.session())],
        before=found.quarter.before(), after=later if later.first_days[0] <= web.today() else None,
    )  # fmt: skip


@blueprint.get("/uppfoljning/servicedesk.pdf")
@web.door("cases.follow_up")
def first_line_paper() -> Response:
    """The quarter's report on paper, for the chief executives and the committee."""
    found = _report()
    return _file(render(_sheet(found)), PDF, f"{_name(found)}.pdf")


@blueprint.get("/uppfoljning/servicedesk.csv")
@web.door("cases.follow_up")
def first_line_rows() -> Response:
    """The quarter as a file, for one organisation or all."""
    found = _report()
    rows = [say("kpi.columns").split("|")]
    for what, solved in (*found.months, (say("kpi.total"), found.total)):
        rows.append([found.name, what, str(solved.all), str(solved.first_line), str(solved.percent)])
    return _file("".join(csv_lines(rows)).encode(), CSV, f"{_name(found)}.csv")


def _report() -> Report:
    session, quarter = web.session(), _quarter()
    known = dict(queries.organisations(session))
    chosen = request.args.get("organisation", "")
    chosen = chosen if chosen in known else ""
    months = queries.by_month(session, quarter, chosen)
    return Report(
        quarter=quarter, chosen=chosen, name=known.get(chosen, say("kpi.all")),
        months=[(f"{MONTH_NAMES[first.month - 1]} {first.year}", solved) for first, solved in months],
        total=Solved(sum(solved.all for _, solved in months), sum(solved.first_line for _, solved in months)),
        organisations=[
            (name, solved)
            for key, name, solved in queries.by_organisation(session, quarter)
            if chosen in ("", key)
        ],
    )  # fmt: skip


def _quarter() -> Quarter:
    """The quarter of the address; the one before today's when it names none that has begun."""
    this = quarter_of(web.today())
    year, number = request.args.get("ar", ""), request.args.get("kvartal", "")
    if not all(text.isascii() and text.isdigit() and len(text) <= len("2026") for text in (year, number)):
        return this.before()
    asked = Quarter(int(year), int(number))
    known = asked.year >= FIRST_YEAR and 1 <= asked.number <= QUARTERS
    return asked if known and (asked.year, asked.number) <= (this.year, this.number) else this.before()


def _sheet(found: Report) -> Sheet:
    columns = [
        Column(say(f"kpi.column.{name}"), width, "left" if name in ("what", "goal") else "right")
        for name, width in (("what", 4), ("solved", 2), ("first_line", 2), ("share", 2), ("goal", 2))
    ]
    return Sheet(
        title=found.title, number="", issued=day_long(web.today(), year=True),
        words=Words(page=say("kpi.page"), issued=say("kpi.issued")), sender=say("kpi.sender"),
        facts=[Fact(say("kpi.for"), found.name), Fact(say("kpi.goal"), say("kpi.goal_text"))],
        blocks=[
            Paragraphs(say("kpi.by_month"), [_said(found.total)]),
            Table(columns, [_row(what, solved) for what, solved in (*found.months, (say("kpi.total"), found.total))]),
            Paragraphs(say("kpi.by_organisation"), [] if found.organisations else [say("kpi.none")]),
            *([Table(columns, [_row(*row) for row in found.organisations])] if found.organisations else []),
        ],
        footer=[say("kpi.footer")],
    )  # fmt: skip


def _row(what: str, solved: Solved) -> list[str]:
    share = say("kpi.percent", share=solved.percent) if solved.all else say("kpi.no_share")
    return [what, str(solved.all), str(solved.first_line), share, say(f"kpi.reached.{_reached(solved)}")]


def _said(total: Solved) -> str:
    return say(f"kpi.said.{_reached(total)}", first_line=total.first_line, all=total.all, share=total.percent)


def _reached(solved: Solved) -> str:
    return "none" if not solved.all else "yes" if solved.reaches_goal else "no"


def _name(found: Report) -> str:
    return "-".join(filter(None, (say("kpi.file"), f"{found.quarter.year}-{found.quarter.number}", found.chosen)))


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
