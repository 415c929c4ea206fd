"""The list of thefts and losses: mine, my units', and those I work with."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.theft import queries
from app.theft.views.doors import blueprint, visitor
from app.words import say


@blueprint.get("/stolder")
@web.door("thefts.own")
def thefts() -> Any:
    """Newest first."""
    every, before = request.args.get("visa") == "alla", _place()
    rows, following = queries.listed(web.session(), visitor(), every=every, before=before)
    asked: dict[str, Any] = {"visa": "alla"} if every else {}
    return web.page(
        "theft/thefts.html", "thefts", rows=rows, every=every,
        tabs=[
            {"title": say("theft.tab.open"), "url": flask.url_for("theft.thefts"), "current": not every},
            {"title": say("theft.tab.all"), "url": flask.url_for("theft.thefts", visa="alla"), "current": every},
        ],
        first=flask.url_for("theft.thefts", **asked) if before else "",
        older=flask.url_for("theft.thefts", **asked, fore=following) if following else "",
    )  # fmt: skip


def _place() -> int:
    text = request.args.get("fore", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
