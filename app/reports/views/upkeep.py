"""The door to what licences and business systems cost each organisation."""

from __future__ import annotations

from typing import Any

from flask import Response

from app import web
from app.downloads import download
from app.refusal import Missing
from app.reports.queries.upkeep import upkeep
from app.reports.views.doors import blueprint
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say


@blueprint.get("/kostnader/system-och-licenser")
@web.door("costs.upkeep")
def system_costs() -> Any:
    """Licences and systems, organisation by organisation, as they stand today (R-197)."""
    rows = upkeep(web.session(), web.today())
    return web.page(
        "reports/upkeep.html", rows=rows, licences=sum(row.licences for row in rows),
        systems=sum(row.systems for row in rows), unknown=sum(row.unknown for row in rows),
    )  # fmt: skip


@blueprint.get("/kostnader/system-och-licenser.<string:kind>")
@web.door("costs.upkeep")
def system_costs_export(kind: str) -> Response:
    """The same line by line as a file."""
    titles, looks = say("costs.upkeep.columns").split("|"), ("text", "text", "text", "number", "amount")
    heads = [Head(title, look, 24) for title, look in zip(titles, looks, strict=True)]  # type: ignore[arg-type]  # looks of a column
    rows = [
        (
            row.organisation or say("costs.upkeep.all"),
            line.name,
            say(f"costs.upkeep.{line.what}"),
            line.count,
            line.amount,
        )
        for row in upkeep(web.session(), web.today())
        for line in row.lines
    ]
    name = say("costs.upkeep.file", day=web.today().isoformat())
    if kind == "xlsx":
        return download(workbook(say("costs.upkeep.title"), heads, rows), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return download(lines(heads, rows), CSV, f"{name}.csv")
    raise Missing
