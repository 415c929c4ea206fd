"""What a proposal would touch, as a page and as a part of the proposal's own."""

from __future__ import annotations

from typing import Any

from app import web
from app.reports import queries
from app.reports.views.doors import blueprint, visitor


@blueprint.get("/forum/forslag/<string:number>/effekt")
@web.door("forum.read")
def effect(number: str) -> Any:
    """Price difference, buyers of the last twelve months, open orders."""
    found = queries.effect(web.session(), visitor(), number, web.now())
    return web.page("reports/effect.html", "effect", found=found, proposal=found.proposal)
