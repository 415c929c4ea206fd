"""Doors to sign in and out, and the loader that finds who is at the door on every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import flask
import sqlalchemy as sa
from flask import Blueprint, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app import history, limits, web
from app.db import WRITES
from app.identity import actions, queries
from app.identity.forms import DemoSignInForm, SettingsForm
from app.refusal import Refused
from app.words import say

MOST_DIGITS = 18
TOUCH_EVERY = dt.timedelta(minutes=5)
DEMO_PEOPLE = (
    "karin", "anders", "birgitta", "maria", "jonas", "eva", "sara", "peter", "lena",
    "omar", "nils", "gunnar", "elin", "petra", "rut", "alva", "simon", "olle",
)  # fmt: skip

blueprint = Blueprint("identity", __name__)


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


@blueprint.get("/installningar")
@web.door("signed_in")
def settings() -> Any:
    """My own choices."""
    me = web.visitor_or_none()
    form = SettingsForm(data={"utseende": me.appearance, "moms": me.shows_vat})
    return web.page("identity/settings.html", form=form)


@blueprint.post("/installningar")
@web.door("signed_in")
def save_settings() -> Any:
    """Save my choices."""
    form = SettingsForm(request.form)
    if not form.validate():
        return web.page("identity/settings.html", status=422, form=form)
    me = web.visitor_or_none()
    actions.choose(web.session(), person_id=me.id, appearance=form.utseende.data, shows_vat=bool(form.moms.data))
    web.say_next(say("identity.settings.saved"))
    return web.see_other("identity.settings")


@blueprint.get("/revision")
@web.door("audit.read")
def audit() -> Any:
    """The whole house's history, newest first."""
    who = request.args.get("vem", "").strip()[:80]
    before = request.args.get("fore", "")
    rows, older = queries.audit_log(web.session(), who=who, before=int(before) if _is_number(before) else None)
    count, digest = history.head(web.session())
    return web.page("identity/audit.html", "log", rows=rows, older=older, who=who, count=count, digest=digest)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < MOST_DIGITS


def cookie_name() -> str:
    """The session cookie; the __Host- prefix needs https, so the demo on plain http goes without."""
    return "session_token" if web.config().demo else "__Host-session"


def load_with(counts: Callable[[], Sequence[sa.ScalarSelect[int]]]) -> None:
    """Let every request find its person by the session cookie, together with the counts the header shows."""
    question = queries.visitor_question(counts())

    def load(incoming: flask.Request) -> queries.Visitor | None:
        token = incoming.cookies.get(cookie_name(), "")
        if not token or len(token) > 100:
            return None
        visitor = queries.visitor_by_token(web.session(), token, web.now(), question)
        if visitor and web.now() - visitor.seen_at > TOUCH_EVERY:
            _touch(visitor)
        return visitor

    web.login.request_loader(load)


def _touch(visitor: queries.Visitor) -> None:
    """Keep an active session alive in a small transaction of its own, so that reading pages stays reading."""
    if request.method not in web.SAFE:
        actions.touch(web.session(), session_id=visitor.session_id, at=web.now())
        return
    with web.store.sessionmaker() as aside:
        aside.connection(execution_options={WRITES: True})
        actions.touch(aside, session_id=visitor.session_id, at=web.now())
        web.keep(aside)


def _set_cookie(response: Response, token: str) -> None:
    response.set_cookie(cookie_name(), token, path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
