"""What licences cost each unit and month: a chef's own units, and for IT and economists everything within reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import flask
from flask import Response, request

from app import web
from app.licences import queries
from app.licences.views.doors import blueprint, visitor
from app.licences.views.sheets import amount, comma, known, spreadsheet
from app.words import kr, say
from app.words.cells import csv_lines
from app.words.formats import month_of
from catalogue.lifetimes import add_months
from catalogue.rights import may

EXPORT = ("organisation", "unit", "account", "product", "count", "amount")
MONTHS_SHOWN = 24


@blueprint.get("/licenser/kostnader")
@web.door("licences.own")
def my_costs() -> Any:
    """What my units have paid each of the last twelve months."""
    me, today = visitor(), web.today()
    months = queries.months_of_units(web.session(), me, today=today) if me.led_units else []
    return web.page(
        "licences/my_costs.html",
        "costs",
        months=[(month_of(month), kr(amount)) for month, amount in reversed(months)],
        total=kr(sum(amount for _month, amount in months)),
        elsewhere=may("licences.register", me.roles),
    )


@blueprint.get("/it/licenser/kostnader")
@web.door("licences.register")
def costs() -> Any:
    """A month, unit by unit and product by product."""
    month = _month()
    found = queries.of_month(web.session(), visitor(), month)
    shown = month.isoformat()[:7]
    return web.page(
        "licences/costs.html",
        "costs",
        month=shown,
        title=month_of(month),
        months=[(each.isoformat()[:7], month_of(each)) for each in _months()],
        rows=[(row, kr(row.amount)) for row in found],
        total=kr(sum(row.amount for row in found)),
        exports={kind: flask.url_for("licences.export_costs", kind=kind, manad=shown) for kind in ("xlsx", "csv")},
    )


@blueprint.get("/it/licenser/kostnader.<string:kind>")
@web.door("licences.register")
def export_costs(kind: str) -> Any:
    """A month as a file."""
    known(kind)
    month = _month()
    name = f"{say('licences.export.costs')}-{month.isoformat()[:7]}"
    web.log.info("export", what="licence_costs", person=visitor().id)
    titles = [say(f"licences.export.{column}") for column in EXPORT]
    rows = list(_rows(queries.of_month(web.session(), visitor(), month)))
    if kind == "xlsx":
        return spreadsheet(name, say("licences.export.sheet"), titles, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(csv_lines([titles, *map(comma, rows)]), mimetype="text/csv", headers=headers)


def _rows(found: list[queries.UnitCost]) -> Iterator[list[object]]:
    for row in found:
        yield [row.organisation, row.unit, row.cost_centre, row.name, row.count, amount(row.amount)]


def _months() -> list[dt.date]:
    this = web.today().replace(day=1)
    return [add_months(this, -back) for back in range(MONTHS_SHOWN)]


def _month() -> dt.date:
    """The month that was asked for, or this one; anything else is this one."""
    asked = request.args.get("manad", "")
    return next((each for each in _months() if each.isoformat()[:7] == asked), web.today().replace(day=1))
