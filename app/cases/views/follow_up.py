"""How the work with cases goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request

from app import web
from app.cases.queries.follow_up import months
from app.cases.views.doors import agreed, blueprint
from app.identity.models import Organisation
from app.words import say


@blueprint.get("/it/arenden/uppfoljning")
@web.door("cases.follow_up")
def follow_up() -> Any:
    """The last twelve months, for all or one organisation."""
    chosen = request.args.get("organisation", "")[:40]
    rows = web.session().execute(sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id))
    least = int(agreed().setting("survey_least_answers"))
    return web.page(
        "cases/follow_up.html", "report",
        months=months(web.session(), chosen, today=web.today(), least=least), least=least, chosen=chosen,
        organisations=[("", say("cases.choose.organisations")), *((row.key, row.short_name) for row in rows)],
    )  # fmt: skip
