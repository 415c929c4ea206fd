"""Doors to where I am signed in, and to what was typed before a sign-in ran out."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import resume, web
from app.identity import actions, queries
from app.identity.views.doors import blueprint, cookie_name, visitor
from app.words import plural, say


@blueprint.get("/installningar/inloggningar")
@web.door("signed_in")
def sessions() -> Any:
    """Where I am signed in, and my last sign-ins."""
    me = visitor()
    return web.page(
        "identity/sessions.html",
        places=queries.places(web.session(), me, web.now()),
        attempts=queries.my_attempts(web.session(), me),
        this=me.session_id,
    )


@blueprint.post("/installningar/inloggningar/<int:session_id>/avsluta")
@web.door("signed_in")
def end_session(session_id: int) -> Any:
    """Sign another browser of mine out."""
    actions.end_one(web.session(), session_id, actor=visitor().actor, at=web.now())
    if session_id == visitor().session_id:
        return _signed_out()
    web.say_next(say("identity.sessions.ended"))
    return web.see_other("identity.sessions")


@blueprint.post("/installningar/inloggningar/avsluta-alla")
@web.door("signed_in")
def end_sessions() -> Any:
    """Sign me out everywhere, here too."""
    me = visitor()
    count = actions.end_all(web.session(), me.id, actor=me.actor, at=web.now())
    answer = _signed_out()
    browsers = plural(count, say("identity.sessions.one"), say("identity.sessions.many"))
    web.say_next(say("identity.sessions.ended_all", browsers=browsers))
    return answer


@blueprint.post("/utkast/kasta")
@web.door("signed_in")
def throw_away() -> Any:
    """Throw away what was typed before the sign-in ran out."""
    resume.throw_away(web.session())
    return flask.redirect(web.local_path(request.form.get("sida")), 303)


def _signed_out() -> Any:
    """Out of this browser, and to the sign-in page."""
    flask.session.clear()
    response = flask.redirect(flask.url_for("identity.sign_in"), 303)
    response.delete_cookie(cookie_name(), path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
