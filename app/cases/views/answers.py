"""The other ticketing system's way in, and its switch (R-088, R-089)."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, request

from app import web
from app.cases.actions import ticketing
from app.cases.models import VIAS
from app.cases.queries.adapter import lately, via
from app.cases.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say

LARGEST = 256 * 1024


@blueprint.post("/arenden/svar")
@web.door("public")
def answer() -> Response:
    """Take in a signed answer, each one once; a second delivery is a no-op with 200 (promise 62)."""
    secret = web.config().ticketing_secret
    if not secret or via(web.session()) != "json":
        return _said("off", 404)
    body = request.get_data(cache=False)
    if len(body) > LARGEST or not ticketing.is_signed(
        secret, request.headers.get("X-Signature", ""), body, now=web.now()
    ):
        return _said("unsigned", 401)
    try:
        result = ticketing.receive(web.session(), ticketing.read_answer(body), at=web.now())
    except Refused:
        return _said("unreadable", 400)
    return _said(result, 200)


@blueprint.get("/admin/arendesystem")
@web.door("ticketing.administer")
def settings() -> Any:
    """Whether cases are handed to another system, and what has come from it."""
    config = web.config()
    ready = {"json": bool(config.ticketing_url and config.ticketing_secret), "mail": bool(config.ticketing_mail)}
    return web.page(
        "cases/ticketing.html", chosen=via(web.session()), ready=ready, events=lately(web.session()),
        ways=[(way, say(f"cases.via.{way}"), "") for way in VIAS],
    )  # fmt: skip


@blueprint.post("/admin/arendesystem")
@web.door("ticketing.administer")
def choose() -> Any:
    """Switch it on or off."""
    ticketing.choose(web.session(), request.form.get("via", ""), visitor().actor, at=web.now())
    web.say_next(say("cases.done.via"))
    return web.see_other("cases.settings")


def _said(result: str, status: int) -> Response:
    answer = flask.jsonify({"result": result})
    answer.status_code = status
    return answer


# The other system has no session and no token: it signs what it sends.
web.csrf.exempt(answer)
