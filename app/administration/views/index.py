"""The door to the first page of the administration."""

from __future__ import annotations

from typing import Any

from app import web
from app.administration.views.contents import contents_for
from app.administration.views.doors import blueprint, reach


@blueprint.get("/admin")
@web.door("people.administer")
def index() -> Any:
    """Everything that can be administered, by area."""
    return web.page("administration/index.html", areas=list(contents_for(reach())), whole=reach().everything)
