"""Doors to the filters that somebody keeps."""

from __future__ import annotations

from typing import Any

import flask
from flask import Blueprint, request

from app import web
from app.filters import actions, queries
from app.filters.forms import SaveForm
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say

blueprint = Blueprint("filters", __name__)


@blueprint.post("/filter")
@web.door("signed_in")
def save() -> Any:
    """Keep what a list is asked for under a name, and go back to it."""
    form = SaveForm(request.form)
    page, asked = form.sida.data or "", form.fraga.data or ""
    query = queries.kept(page, asked)
    if not form.validate():
        return _again(form)
    try:
        actions.save(web.session(), _visitor(), page, name=form.namn.data or "", asked=asked, at=web.now())
    except Refused as reason:
        return _again(form, say(reason.key, **reason.params))
    web.say_next(say("filters.said.saved", name=form.namn.data))
    return flask.redirect(queries.leads_to(page, query), 303)


@blueprint.post("/filter/<int:filter_id>/ta-bort")
@web.door("signed_in")
def let_go(filter_id: int) -> Any:
    """Forget a filter of mine, and go back to its list."""
    found = queries.own(web.session(), _visitor(), filter_id)
    page, name = found.page, found.name
    actions.let_go(web.session(), found)
    web.say_next(say("filters.said.gone", name=name))
    return flask.redirect(queries.leads_to(page, ""), 303)


def _again(form: SaveForm, why: str = "") -> Any:
    more = [("namn", why)] if why else []
    back = queries.leads_to(form.sida.data or "", form.fraga.data or "")
    return web.page("filters/save.html", status=422, form=form, more=more, back=back)


def _visitor() -> Visitor:
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me
