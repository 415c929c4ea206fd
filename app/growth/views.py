"""The doors of the growth report: a page with drawing and tables, and the same as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request

from app import web
from app.charts import Chart, Series, draw
from app.downloads import download
from app.growth import queries
from app.growth.models import COUNTED
from app.growth.queries import Kept
from app.identity.queries import Visitor
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say

blueprint = Blueprint("growth", __name__)
DRAWN = ("users", "computer", "tablet", "phone")


@dataclass(slots=True)
class Report:
    """The counts that are shown: years, the sum of each thing and year, and each organisation's of the chosen year."""

    years: list[int]
    year: int
    chosen: str
    names: dict[str, str]
    rows: Sequence[Kept]
    sums: dict[str, dict[int, int]] = field(default_factory=dict)
    parts: dict[str, dict[str, dict[int, int]]] = field(default_factory=dict)

    @property
    def reckoned(self) -> list[int]:
        """The years that were not counted while they lasted."""
        return sorted({row.year for row in self.rows if row.source == "reckoned"})


@blueprint.get("/ekonomi/tillvaxt")
@web.door("growth.read")
def growth() -> Any:
    """How much there is of everything, year by year and organisation by organisation."""
    found = _report()
    latest = max((row.counted_on for row in found.rows), default=None)
    return web.page(
        "growth/growth.html", found=found, what=[(key, say(f"growth.what.{key}")) for key in COUNTED],
        year_choices=[(str(year), str(year)) for year in reversed(found.years)],
        drawn=_drawing(found) if found.years else None, point=_point(found), latest=latest,
    )  # fmt: skip


@blueprint.get("/ekonomi/tillvaxt.xlsx")
@web.door("growth.read")
def growth_workbook() -> Response:
    """Every count as a workbook."""
    return download(workbook(say("growth.title"), *_table()), XLSX, f"{say('growth.file')}.xlsx")


@blueprint.get("/ekonomi/tillvaxt.csv")
@web.door("growth.read")
def growth_lines() -> Response:
    """Every count as comma-separated text."""
    return download(lines(*_table()), CSV, f"{say('growth.file')}.csv")


def _report() -> Report:
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    rows = queries.kept(web.session(), me)
    names = {row.key: row.organisation or say("growth.shared") for row in rows}
    chosen = request.args.get("organisation", "")
    chosen = chosen if chosen in names else ""
    years = sorted({row.year for row in rows})
    asked = request.args.get("ar", "")
    year = next((each for each in years if str(each) == asked), years[-1] if years else 0)
    found = Report(years, year, chosen, names, [row for row in rows if chosen in ("", row.key)])
    for row in found.rows:
        of = found.sums.setdefault(row.what, {})
        of[row.year] = of.get(row.year, 0) + row.count
        found.parts.setdefault(row.key, {}).setdefault(row.what, {})[row.year] = row.count
    _fill(found)
    return found


def _fill(found: Report) -> None:
    """What was counted and of which nothing was found is none; what could not be reckoned stays unknown."""
    for what in COUNTED:
        known = [year for year in found.years if what in queries.DEVICES or year not in found.reckoned]
        for of in (found.sums, *found.parts.values()):
            of[what] = dict.fromkeys(known, 0) | of.get(what, {})


def _drawing(found: Report) -> Chart:
    """Users and devices year by year; what is not known of every year stands in the table alone."""
    known = {key: [found.sums[key][year] for year in found.years if year in found.sums[key]] for key in DRAWN}
    whole = [key for key in DRAWN if any(known[key]) and len(known[key]) == len(found.years)]
    series = [Series(say(f"growth.what.{key}"), known[key]) for key in whole]
    return draw([str(year) for year in found.years], series, cell=str, tick=str, layout="grouped")


def _point(found: Report) -> str:
    """The one sentence the drawing is for: how the computers went."""
    known = {year: count for year, count in found.sums.get("computer", {}).items() if count}
    if len(known) < 2:  # one year cannot be compared with another
        return say("growth.point.one")
    first, last = min(known), max(known)
    return say("growth.point.computers", first=first, last=last, was=known[first], now=known[last])


def _table() -> tuple[list[Head], list[list[Any]]]:
    found = _report()
    kinds = ("text", "text", "number", "number", "text", "day")
    titles = say("growth.columns").split("|")
    columns = [Head(title, kind, 18) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]  # each is one of the kinds
    return columns, [
        [found.names[row.key], say(f"growth.what.{row.what}"), row.year, row.count, say(f"growth.source.{row.source}"),
         row.counted_on]
        for row in found.rows
    ]  # fmt: skip
