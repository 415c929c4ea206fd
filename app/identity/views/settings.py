"""Doors to my own choices."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.identity import actions
from app.identity.forms import SettingsForm
from app.identity.queries.habits import KINDS, habit_of
from app.identity.queries.led import chefs_below
from app.identity.queries.standing import stand_ins
from app.identity.views.doors import blueprint, visitor
from app.words import say


@blueprint.get("/installningar")
@web.door("signed_in")
def settings() -> Any:
    """My own choices."""
    me = visitor()
    habit = habit_of(web.session(), me.id)
    kept = {
        "utseende": me.appearance, "moms": me.shows_vat, "kortkommandon": me.shortcuts, "takt": habit.pace,
        "mejl": [kind for kind in KINDS if kind not in habit.unwanted],
    }  # fmt: skip
    return _page(SettingsForm(data=kept))


@blueprint.post("/installningar")
@web.door("signed_in")
def save_settings() -> Any:
    """Save my choices."""
    form = SettingsForm(request.form)
    if not form.validate():
        return _page(form, status=422)
    me = visitor()
    actions.choose(
        web.session(), person_id=me.id, appearance=form.utseende.data, shows_vat=bool(form.moms.data),
        shortcuts=bool(form.kortkommandon.data),
    )  # fmt: skip
    unwanted = [kind for kind in KINDS if kind not in form.mejl.data]
    actions.choose_mail(web.session(), person_id=me.id, pace=form.takt.data, unwanted=unwanted)
    web.say_next(say("identity.settings.saved"))
    return web.see_other("identity.settings")


def _page(form: SettingsForm, *, status: int = 200) -> Any:
    me, today = visitor(), web.today()
    below = chefs_below(web.session(), me.id, today) if me.led_units else []
    rows = stand_ins(web.session(), today=today, absent=me.id) if not me.supplier_id else []
    return web.page("identity/settings.html", status=status, form=form, stand_ins=rows, below=below)
