"""Doors to sign in and out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import flask
from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from app import limits, web
from app.identity import actions, queries
from app.identity.forms import DemoSignInForm, WayForm
from app.identity.queries import Way
from app.identity.views import ways
from app.identity.views.doors import blueprint, cookie_name, give_token
from app.identity.views.ways import Wish, arrival, onward_of
from app.refusal import Refused

DEMO_PEOPLE = (
    "karin", "anders", "birgitta", "maria", "jonas", "eva", "sara", "peter", "lena",
    "omar", "nils", "gunnar", "elin", "petra", "rut", "alva", "simon", "olle",
)  # fmt: skip
PER = dt.timedelta(minutes=5)
# A whole municipality may come from one address in the morning.
MOST_BEGUN = 1500
MOST_DEMO = 300


@blueprint.get("/logga-in")
@web.door("public")
def sign_in() -> Any:
    """The ways in."""
    onward = onward_of(request.args.get("vidare"))
    if current_user.is_authenticated:
        return flask.redirect(onward, 303)
    return _page(WayForm(), onward=onward)


@blueprint.post("/logga-in")
@web.door("public", apart=True)
def choose_way() -> Any:
    """Begin by the chosen way, or by the one that belongs to an e-mail address; nobody is looked up."""
    with web.apart() as own:
        limits.spend(own, f"begin:{request.remote_addr}", most=MOST_BEGUN, per=PER, now=web.now())
    onward = onward_of(request.form.get("vidare"))
    chosen = ways.way_of(request.form.get("satt", ""))
    if chosen:
        return ways.BEGINS[chosen.kind](chosen, Wish(onward=onward, other=request.form.get("annat") == "1"))
    form = WayForm(request.form)
    if not form.validate():
        return _page(form, onward=onward, status=422)
    found = queries.ways_for(web.session(), ways.ways(), form.epost.data)
    if len(found) == 1:
        return ways.BEGINS[found[0].kind](found[0], Wish(onward=onward, email=form.epost.data))
    note = "signing.choose" if found else "signing.no_way"
    return _page(form, onward=onward, status=422, found=found, reason=Refused(note))


@blueprint.post("/logga-in/demo")
@web.door("public")
def sign_in_demo() -> Any:
    """Sign in as a demo person; there is no such door outside the demo."""
    if not web.config().demo:
        flask.abort(404)
    limits.spend(web.session(), f"sign-in:{request.remote_addr}", most=MOST_DEMO, per=PER, now=web.now())
    form = DemoSignInForm(request.form)
    subject = (form.person.data or "") if form.validate() else ""
    try:
        token = actions.sign_in(web.session(), provider="demo", subject=subject, at=web.now(), arrival=arrival())
    except Refused as reason:
        who = ("demo", subject)
        actions.note_refusal(web.session(), "demo", "unknown", who=who, arrival=arrival(), at=web.now())
        web.keep_refusal()
        return _page(WayForm(), onward="/", status=422, reason=reason)
    flask.session.clear()
    response = flask.redirect(web.local_path(request.form.get("vidare")), 303)
    give_token(response, token)
    return response


def _page(
    form: WayForm, *, onward: str, status: int = 200, found: Sequence[Way] = (), reason: Refused | None = None
) -> Any:
    """The sign-in page: the demo's people, one button, or a choice."""
    shown = found or ways.ways()
    people = queries.demo_people(web.session(), DEMO_PEOPLE) if web.config().demo else []
    names = queries.short_names(web.session(), frozenset().union(*(way.organisations for way in shown)))
    return web.page(
        "identity/sign_in.html",
        status=status,
        people=people,
        ways=[(way, [names[key] for key in sorted(way.organisations) if key in names]) for way in shown],
        onward=onward,
        form=form,
        reason=reason,
    )


@blueprint.post("/logga-ut")
@web.door("public")
def sign_out() -> Any:
    """End the session, here and on the server, and at the identity provider that began it."""
    beyond = None
    if current_user.is_authenticated:
        way_key, hint = queries.end_of(web.session(), current_user.session_id)
        actions.sign_out(web.session(), session_id=current_user.session_id, actor=current_user.actor, at=web.now())
        way = ways.way_of(way_key)
        beyond = ways.ENDS[way.kind](way, hint) if way and hint and way.kind in ways.ENDS else None
    flask.session.clear()
    response: Response = beyond or flask.redirect(flask.url_for("identity.sign_in"), 303)
    response.delete_cookie(cookie_name(), path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
