"""The record of business systems: suppliers' contacts, who answers, alarm contacts, the year's object plan."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.requests import actions, queries
from app.requests.forms import SystemForm
from app.requests.views.doors import blueprint, visitor
from app.words import say


@blueprint.get("/it/system")
@web.door("systems.keep")
def systems() -> Any:
    """Every system, and those whose plan is not of this year (R-106)."""
    return _show(SystemForm())


@blueprint.post("/it/system")
@web.door("systems.keep")
def keep_system() -> Any:
    """Add a system, or change one."""
    form = SystemForm(request.form)
    organisations = dict(queries.organisations(web.session()))
    if not form.validate():
        return _show(form, status=422)
    organisation = form.organisation.data if form.organisation.data in organisations else ""
    actions.keep_system(web.session(), form.number(), form.facts(organisation), actor=visitor().actor, at=web.now())
    web.say_next(say("requests.system_kept", name=form.name.data))
    return web.see_other("requests.systems")


def _show(form: SystemForm, status: int = 200) -> Any:
    found = queries.systems(web.session())
    return web.page(
        "requests/systems.html", status=status, form=form, rows=found, year=web.today().year,
        organisations=[("", say("requests.system.shared")), *queries.organisations(web.session())],
        fields=[(system, SystemForm.of(system)) for system in found],
    )  # fmt: skip
