"""Days when no change is wanted (R-184)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.notices import actions, queries
from app.notices.forms import FreezeForm
from app.notices.views.doors import blueprint, told, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/driftinformation/forandringsstopp")
@web.door("operations.publish")
def freezes() -> Any:
    """Those that hold or come."""
    return _show(FreezeForm())


@blueprint.post("/driftinformation/forandringsstopp")
@web.door("operations.publish")
def freeze() -> Any:
    """Decide one."""
    form = FreezeForm(request.form)
    if not form.validate():
        return _show(form, status=422)
    try:
        actions.freeze(web.session(), visitor(), form.freeze(), at=web.now())
    except Refused as reason:
        return _show(form, status=422, refused=told(reason))
    web.say_next(say("notices.frozen"))
    return web.see_other("notices.freezes")


@blueprint.post("/driftinformation/forandringsstopp/<int:freeze_id>/avbryt")
@web.door("operations.publish")
def call_off(freeze_id: int) -> Any:
    """Call one off."""
    found = actions.call_off(web.session(), visitor(), freeze_id, at=web.now())
    web.say_next(say("notices.unfrozen", title=found.title))
    return web.see_other("notices.freezes")


def _show(form: FreezeForm, *, status: int = 200, refused: str = "") -> Any:
    rows = queries.freezes(web.session(), web.today())
    return web.page("notices/freezes.html", status=status, rows=rows, form=form, refused=refused)
