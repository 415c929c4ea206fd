"""Access points: where they are, since when, and which are recommended for renewal (R-179, R-180)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment.queries import edition
from app.premises import queries
from app.premises.views.doors import blueprint, visitor


@blueprint.get("/accesspunkter")
@web.door("network.read")
def access_points() -> Any:
    """Those my roles reach, or only those to renew."""
    months = edition().kinds["access_point"].planned_months or 0
    old = request.args.get("visa") == "fornya"
    rows = queries.access_points(web.session(), visitor(), web.today(), months=months, old=old)
    return web.page(
        "premises/access_points.html", "rows", rows=rows, months=months, old=old,
        renew=sum(row.renew for row in rows), lasting=queries.MOST,
    )  # fmt: skip
