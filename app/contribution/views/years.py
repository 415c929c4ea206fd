"""The door to all budget years."""

from __future__ import annotations

from typing import Any

from app import web
from app.contribution import queries
from app.contribution.views.doors import blueprint


@blueprint.get("/ekonomi/budget")
@web.door("finance.read")
def years() -> Any:
    """Every year with a budget, the newest first."""
    return web.page("contribution/years.html", rows=queries.years(web.session()))
