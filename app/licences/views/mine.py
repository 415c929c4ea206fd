"""Mine, and those of the units I lead."""

from __future__ import annotations

from typing import Any

from app import web
from app.licences import queries
from app.licences.queries.mine import asked_of
from app.licences.views import rows
from app.licences.views.doors import blueprint, visitor
from app.words import kr


@blueprint.get("/licenser")
@web.door("licences.own")
def mine() -> Any:
    """My base licence and what I have beside it; a chef's questions, and what their units have and pay."""
    session, me, today = web.session(), visitor(), web.today()
    found = queries.mine(session, me)
    of_units = queries.of_units(session, me) if me.led_units else []
    return web.page(
        "licences/mine.html",
        "licences",
        found=found,
        held=_told(found.held),
        edited=_told(found.edited),
        asked=asked_of(session, me) if me.waiting_count else [],
        units=_told(of_units),
        month=kr(rows.this_month(of_units, today)),
    )


def _told(listed: list[queries.Listed]) -> list[dict[str, Any]]:
    today = web.today()
    return [
        {"row": row, "cost": rows.cost(row.payer, row.price, row.price_period), "stands": rows.stands(row, today)}
        for row in listed
    ]
