"""Doors to my own choices."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.identity import actions
from app.identity.forms import SettingsForm
from app.identity.views.doors import blueprint, visitor
from app.words import say


@blueprint.get("/installningar")
@web.door("signed_in")
def settings() -> Any:
    """My own choices."""
    me = visitor()
    form = SettingsForm(data={"utseende": me.appearance, "moms": me.shows_vat})
    return web.page("identity/settings.html", form=form)


@blueprint.post("/installningar")
@web.door("signed_in")
def save_settings() -> Any:
    """Save my choices."""
    form = SettingsForm(request.form)
    if not form.validate():
        return web.page("identity/settings.html", status=422, form=form)
    me = visitor()
    actions.choose(web.session(), person_id=me.id, appearance=form.utseende.data, shows_vat=bool(form.moms.data))
    web.say_next(say("identity.settings.saved"))
    return web.see_other("identity.settings")
