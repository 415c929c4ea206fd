"""Doors to sign in and out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from app import limits, web
from app.identity import actions, queries
from app.identity.forms import DemoSignInForm
from app.identity.views.doors import blueprint, cookie_name
from app.refusal import Refused

DEMO_PEOPLE = (
    "karin", "anders", "birgitta", "maria", "jonas", "eva", "sara", "peter", "lena",
    "omar", "nils", "gunnar", "elin", "petra", "rut", "alva", "simon", "olle",
)  # fmt: skip


@blueprint.get("/logga-in")
@web.door("public")
def sign_in() -> Any:
    """The ways in."""
    onward = web.local_path(request.args.get("vidare"))
    if current_user.is_authenticated:
        return flask.redirect(onward, 303)
    people = queries.demo_people(web.session(), DEMO_PEOPLE) if web.config().demo else []
    return web.page("identity/sign_in.html", people=people, onward=onward)


@blueprint.post("/logga-in/demo")
@web.door("public")
def sign_in_demo() -> Any:
    """Sign in as a demo person; there is no such door outside the demo."""
    if not web.config().demo:
        flask.abort(404)
    limits.spend(web.session(), f"sign-in:{request.remote_addr}", most=300, per=dt.timedelta(minutes=5), now=web.now())
    form = DemoSignInForm(request.form)
    subject = form.person.data if form.validate() else ""
    try:
        token = actions.sign_in(
            web.session(), provider="demo", subject=subject or "", browser=str(request.user_agent), at=web.now()
        )
    except Refused as reason:
        people = queries.demo_people(web.session(), DEMO_PEOPLE)
        return web.page("identity/sign_in.html", status=422, people=people, onward="/", reason=reason)
    flask.session.clear()
    response = flask.redirect(web.local_path(request.form.get("vidare")), 303)
    _set_cookie(response, token)
    return response


@blueprint.post("/logga-ut")
@web.door("public")
def sign_out() -> Any:
    """End the session, here and on the server."""
    if current_user.is_authenticated:
        actions.sign_out(web.session(), session_id=current_user.session_id, actor=current_user.actor, at=web.now())
    flask.session.clear()
    response = flask.redirect(flask.url_for("identity.sign_in"), 303)
    response.delete_cookie(cookie_name(), path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _set_cookie(response: Response, token: str) -> None:
    response.set_cookie(cookie_name(), token, path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
