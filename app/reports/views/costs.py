"""What the units in reach have cost in a year."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.reports import queries
from app.reports.views.doors import blueprint, visitor

FIRST = 2020


@blueprint.get("/kostnader")
@web.door("costs.read")
def costs() -> Any:
    """Orders, exceptions and extra costs of a year."""
    this, asked = web.today().year, request.args.get("ar", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    year = min(max(year, FIRST), this)
    parts = queries.costs(web.session(), visitor(), year)
    return web.page("reports/costs.html", "costs", parts=parts, year=year, this=this, first=FIRST)
