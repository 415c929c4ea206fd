"""The door to what licences and business systems cost each organisation."""

from __future__ import annotations

from typing import Any

from app import web
from app.reports.queries.upkeep import upkeep
from app.reports.views.doors import blueprint


@blueprint.get("/kostnader/system-och-licenser")
@web.door("costs.upkeep")
def system_costs() -> Any:
    """Licences and systems, organisation by organisation, as they stand today (R-197)."""
    rows = upkeep(web.session(), web.today())
    return web.page(
        "reports/upkeep.html", rows=rows, licences=sum(row.licences for row in rows),
        systems=sum(row.systems for row in rows), unknown=sum(row.unknown for row in rows),
    )  # fmt: skip
