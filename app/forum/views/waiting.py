"""What the forum has decided and nobody can order (R-217)."""

from __future__ import annotations

from typing import Any

from app import web
from app.forum.queries.about import not_orderable
from app.forum.views.doors import blueprint


@blueprint.get("/redigera/beslutat")
@web.door("range.read")
def decided_not_orderable() -> Any:
    """Every decision the range does not follow yet, and every decided item that is closed for orders."""
    return web.page("forum/waiting.html", rows=not_orderable(web.session(), web.today()))
