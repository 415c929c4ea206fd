"""Doors to lists as spreadsheets: people, units, cost centres."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from flask import Response

from app import web
from app.administration import queries
from app.administration.views.doors import blueprint, reach
from app.words import say

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/admin/export/personer.xlsx")
@web.door("people.administer")
def export_people() -> Response:
    """The people within reach."""
    return _listed("personer", queries.people_rows(web.session(), reach()))


@blueprint.get("/admin/export/enheter.xlsx")
@web.door("people.administer")
def export_units() -> Response:
    """The units within reach, closed ones too."""
    return _listed("enheter", queries.unit_rows(web.session(), reach()))


@blueprint.get("/admin/export/kostnadsstallen.xlsx")
@web.door("people.administer")
def export_cost_centres() -> Response:
    """The cost centres within reach."""
    return _listed("kostnadsstallen", queries.cost_centre_rows(web.session(), reach()))


def _listed(name: str, rows: Iterable[Sequence[object]]) -> Response:
    words = f"administration.export.{name}"
    return sheet(name, say(f"{words}.sheet"), say(f"{words}.columns"), rows)


def sheet(name: str, title: str, columns: str, rows: Iterable[Sequence[object]]) -> Response:
    """A spreadsheet with a heading (`columns` between bars) that stays; no text becomes a formula or a link."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    titles = columns.split("|")
    with xlsxwriter.Workbook(out, plain) as book:
        page = book.add_worksheet(title)
        page.write_row(0, 0, titles, book.add_format({"bold": True}))
        page.freeze_panes(1, 0)
        page.set_column(0, len(titles) - 1, 24)
        count = 0
        for count, row in enumerate(rows, start=1):
            page.write_row(count, 0, ["" if value is None else str(value) for value in row])
        page.autofilter(0, 0, max(count, 1), len(titles) - 1)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{web.today().isoformat()}.xlsx"'}
    return Response(out.getvalue(), mimetype=SHEET, headers=headers)
