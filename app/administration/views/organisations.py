"""Doors to the organisations."""

from __future__ import annotations

from typing import Any

from app import web
from app.administration import queries
from app.administration.views.doors import blueprint, reach


@blueprint.get("/admin/organisationer")
@web.door("people.administer")
def organisations() -> Any:
    """The organisations within reach."""
    return web.page("administration/organisations.html", rows=queries.organisations(web.session(), reach()))
