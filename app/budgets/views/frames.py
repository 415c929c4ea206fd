"""The doors of frames: those of a year, and one with its bookings."""

from __future__ import annotations

from typing import Any

from app import web
from app.budgets import queries
from app.budgets.views.doors import blueprint, visitor, year_asked


@blueprint.get("/ekonomi/ramar")
@web.door("finance.read")
def frames() -> Any:
    """What may be spent in a year, and how much of it is left."""
    year = year_asked()
    return web.page("budgets/frames.html", rows=queries.frames(web.session(), visitor(), year), year=year)
