"""The doors to one year's contributions against the year before."""

from __future__ import annotations

from typing import Any

from flask import Response

from app import web
from app.charts import Chart, Series, draw
from app.contribution.queries import by_year
from app.downloads import download
from app.follow_up.queries.compared import Compared, compared
from app.follow_up.views.doors import blueprint
from app.refusal import Missing
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import kr, say

# The parts of a change, in the order they are told.
PARTS = ("capital", "costs", "population", "adjustment")


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/jamfor")
@web.door("finance.read")
def compare(year: int) -> Any:
    """What each member pays more or less than the year before, in two components and adjustments."""
    session = web.session()
    try:
        found = compared(session, year)
    except Missing:
        by_year(session, year)  # a year without a budget is no page; the first one has just nothing to compare with
        return web.page("follow_up/compare.html", found=None, year=year, point="")
    return web.page("follow_up/compare.html", found=found, year=year, drawn=_drawn(found), point=_point(found, year))


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/jamfor.<string:kind>")
@web.door("finance.read")
def compare_rows(year: int, kind: str) -> Response:
    """The same as a file."""
    found = compared(web.session(), year)
    titles = say("compare.columns").split("|")
    heads = [Head(titles[0], width=20), *(Head(title, "amount", 18) for title in titles[1:])]
    rows = [
        (
            row.member.short_name, row.change.before.total, *(getattr(row.change, part) for part in PARTS),
            row.change.total, row.change.after.total, *row.historic,
        )
        for row in found.rows
    ]  # fmt: skip
    name, title = say("compare.file", year=year), say("compare.title", year=year, before=year - 1)
    if kind == "xlsx":
        return download(workbook(title, heads, rows), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return download(lines(heads, rows), CSV, f"{name}.csv")
    raise Missing


def _drawn(found: Compared) -> Chart | None:
    if not found.rows:
        return None
    series = [Series(say(f"compare.part.{part}"), [getattr(row.change, part) for row in found.rows]) for part in PARTS]
    names = [row.member.short_name for row in found.rows]
    return draw(names, series, cell=kr, tick=_whole, least_step=100)


def _whole(ore: int) -> str:
    return kr(ore).removesuffix("kr").strip()


def _point(found: Compared, year: int) -> str:
    if not found.rows:
        return ""
    capital, shared = (sum(getattr(row.change, part) for row in found.rows) for part in ("capital", "shared"))
    total = sum(row.change.total for row in found.rows)
    return say(
        "compare.point", year=year, total=_signed(total), capital=_signed(capital), shared=_signed(shared),
        adjustment=_signed(total - capital - shared),
    )  # fmt: skip


def _signed(ore: int) -> str:
    return f"+{kr(ore)}" if ore > 0 else kr(ore)
