"""How available things were in a year, against the goal of the agreement (R-182)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.notices import actions, queries
from app.notices.forms import OutageForm, StrikeForm
from app.notices.views.doors import agreed, blueprint, components, told, visitor
from app.refusal import Refused
from app.words import say
from catalogue.rights import may

FIRST = 2020


@blueprint.get("/driftinformation/tillganglighet")
@web.door("signed_in")
def year() -> Any:
    """A year, component by component."""
    return _show(OutageForm.over(components()))


@blueprint.post("/driftinformation/tillganglighet")
@web.door("operations.publish")
def record() -> Any:
    """Record that a component was away."""
    form = OutageForm.over(components(), request.form)
    if not form.validate():
        return _show(form, status=422)
    outage = form.outage()
    try:
        actions.record(web.session(), visitor(), components()[form.component.data], outage, at=web.now())
    except Refused as reason:
        return _show(form, status=422, refused=told(reason))
    web.say_next(say("notices.recorded"))
    return web.see_other("notices.year", ar=outage.starts_at.year)


@blueprint.post("/driftinformation/tillganglighet/<int:outage_id>/stryk")
@web.door("operations.publish")
def strike(outage_id: int) -> Any:
    """Strike what was recorded by mistake."""
    found, form = queries.outage(web.session(), outage_id), StrikeForm(request.form)
    if not form.validate() or not form.reason.data:
        return _show(OutageForm.over(components()), status=422, refused=say("notices.refused.reason"))
    actions.strike(web.session(), visitor(), found, form.reason.data, at=web.now())
    web.say_next(say("notices.struck"))
    return web.see_other("notices.year", ar=found.starts_at.year)


def _show(form: OutageForm, *, status: int = 200, refused: str = "") -> Any:
    chosen, goal = _year(), int(agreed().setting("availability_goal"))
    rows = queries.recorded(web.session(), components(), chosen, goal)
    return web.page(
        "notices/availability.html", status=status, rows=rows, year=chosen, years=range(web.today().year, FIRST, -1),
        goal=goal, form=form, refused=refused, running=chosen == web.today().year,
        verbs=may("operations.publish", visitor().roles),
    )  # fmt: skip


def _year() -> int:
    asked = request.args.get("ar", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else web.today().year
    return number if FIRST < number <= web.today().year else web.today().year
