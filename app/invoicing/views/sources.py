"""The doors to what is behind an invoice, line by line, and to the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from app import web
from app.downloads import download
from app.invoicing.queries import one
from app.invoicing.queries.sources import every_source, sources
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Missing
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.spreadsheets import Kind as Cells
from app.words import say
from catalogue.invoices import Kind

COLUMNS = ("place", "what", "number", "name", "whom", "unit", "cost_centre", "order", "amount")
KINDS: dict[str, Cells] = {"place": "number", "amount": "amount"}


@blueprint.get("/ekonomi/fakturor/<string:number>/underlag")
@web.door("finance.read")
def behind(number: str) -> Any:
    """What each line charges: every licence, extra cost or figure."""
    found = one.by_number(web.session(), visitor(), number)
    place, _, key = request.args.get("efter", "").partition("-")
    after = (int(place), key[:80]) if place.isascii() and place.isdigit() and len(place) < 6 else (0, "")
    rows, following = sources(web.session(), found.row, after)
    return web.page(
        "invoicing/sources.html", row=found.row, rows=rows, paged=bool(after[0]),
        following=f"{following[0]}-{following[1]}" if following else "", of_member=found.row.kind == Kind.CONTRIBUTION,
    )  # fmt: skip


@blueprint.get("/ekonomi/fakturor/<string:number>/underlag.<string:kind>")
@web.door("finance.read")
def behind_file(number: str, kind: str) -> Response:
    """The same as a file; the amounts add up to the invoice."""
    if kind not in ("xlsx", "csv"):
        raise Missing
    found = one.by_number(web.session(), visitor(), number)
    rows = (
        [said if name == "what" else getattr(each, name) for name in COLUMNS]
        for each in every_source(web.session(), found.row)
        for said in [say(f"invoicing.source.{each.what}")]
    )
    return _file(f"{say('invoicing.sources.file')} {number}", kind, rows)


def _file(name: str, kind: str, rows: Iterator[list[Any]]) -> Response:
    heads = [Head(say(f"invoicing.sources.{column}"), KINDS.get(column, "text")) for column in COLUMNS]
    if kind == "xlsx":
        return download(workbook(name, heads, rows), XLSX, f"{name}.xlsx")
    return download(lines(heads, rows), CSV, f"{name}.csv")
