"""The door that sends a locked report to the members."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.follow_up import actions, queries
from app.follow_up.forms import addresses_of
from app.follow_up.views.doors import blueprint, show, told, visitor
from app.refusal import Refused
from app.words import say


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/skicka")
@web.door("finance")
def send(year: int, slug: str) -> Any:
    """Send it with its paper to the members that have not had it."""
    shown = queries.opened(web.session(), year, slug, hold=True)
    to, faults = addresses_of(shown.names, request.form)
    if faults:
        return show(shown, status=422, faults=faults, typed=_typed(shown))
    try:
        done = actions.send(web.session(), shown, to, me=visitor(), at=web.now())
    except Refused as reason:
        return show(shown, status=422, faults=[("skicka", told(reason))], typed=_typed(shown))
    web.say_next(say("following.said.sent", who=", ".join(shown.names[key] for key in done)))
    return web.see_other("follow_up.report", year=year, slug=slug)


def _typed(shown: queries.Shown) -> dict[str, str]:
    return {key: request.form.get(f"till-{key}", "") for key in shown.names}
