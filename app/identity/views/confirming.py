"""Doors to prove anew who sits there, before something powerful."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.identity import actions, queries
from app.identity.views import ways
from app.identity.views.doors import blueprint, give_token, visitor
from app.identity.views.ways import Wish, onward_of


@blueprint.get("/logga-in/bekrafta")
@web.door("signed_in")
def confirm() -> Any:
    """Say why a new proof is needed, and keep the way back."""
    me, onward = visitor(), onward_of(request.args.get("vidare"))
    lacks = me.is_fresh(web.now(), ()) and not me.is_fresh(web.now(), web.config().demanded_methods)
    return web.page("identity/confirm.html", onward=onward, lacks_method=lacks)


@blueprint.post("/logga-in/bekrafta")
@web.door("signed_in", apart=True)
def confirmed() -> Any:
    """Prove it again: at the identity provider that began this session, or with a press of a button in the demo."""
    me, onward = visitor(), onward_of(request.form.get("vidare"))
    way = ways.way_of(queries.way_of_session(web.session(), me.session_id))
    if way is not None:
        return ways.BEGINS[way.kind](way, Wish(onward=onward, email=me.email, fresh=True))
    if not web.config().demo:
        flask.abort(404)
    with web.apart() as own:
        token = actions.confirm(own, me.session_id, actor=me.actor, at=web.now())
    response = flask.redirect(onward, 303)
    give_token(response, token)
    return response
