"""The doors to the forecasts and half-year reports of a year: read on the page, on paper, and as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import files, web
from app.contribution.queries import years
from app.downloads import download
from app.follow_up import queries
from app.follow_up.actions.locking import PDF
from app.follow_up.queries.paper import heads, name_of, paper, rows_of, title_of
from app.follow_up.views.doors import blueprint, show, visitor
from app.refusal import Missing
from app.spreadsheets import CSV, XLSX, lines, workbook
from catalogue.following import Report
from catalogue.rights import may

FIRST = 2014


@blueprint.get("/ekonomi/prognoser")
@web.door("finance.read")
def reports() -> Any:
    """The four reports of a year, and of earlier years."""
    every = years(web.session())
    known = [row for row in every if row.adopted_at is not None]
    asked = request.args.get("ar", "")
    year = next((row for row in known if str(row.year) == asked), None)
    year = year or next((row for row in known if row.year <= web.today().year), known[0] if known else None)
    cards = queries.cards(web.session(), year.year) if year else []
    return web.page(
        "follow_up/reports.html",
        "reports",
        years=known,
        year=year,
        cards=cards,
        prepares=may("finance", visitor().roles),
        compares=year is not None and year.year - 1 in {row.year for row in every},
    )


@blueprint.get("/ekonomi/prognoser/<int:year>/<string:slug>")
@web.door("finance.read")
def report(year: int, slug: str) -> Any:
    """A report with its lines and sums."""
    return show(_of_money(year, slug))


@blueprint.get("/ekonomi/prognoser/<int:year>/<string:slug>/pdf")
@web.door("finance.read")
def report_paper(year: int, slug: str) -> Response:
    """The paper: the kept one when the report is locked, else as it would be now."""
    shown = _of_money(year, slug)
    return _paper(shown)


@blueprint.get("/ekonomi/prognoser/<int:year>/<string:slug>/rader.<string:kind>")
@web.door("finance.read")
def report_rows(year: int, slug: str, kind: str) -> Response:
    """Every line as a file, which can be filled in and sent back."""
    shown = _of_money(year, slug)
    name = name_of(shown.report)
    if kind == "xlsx":
        return download(workbook(title_of(shown.report), heads(), rows_of(shown)), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return download(lines(heads(), rows_of(shown)), CSV, f"{name}.csv")
    raise Missing


def _of_money(year: int, slug: str) -> queries.Shown:
    if queries.named(slug)[0] is Report.QUARTER:
        raise Missing
    return queries.opened(web.session(), year, slug)


def _paper(shown: queries.Shown) -> Response:
    report = shown.report
    kept = files.get(web.session(), web.config().files_dir, report.file_key) if report.is_locked else None
    return download(kept[1] if kept else paper(shown), PDF, f"{name_of(report)}.pdf")
