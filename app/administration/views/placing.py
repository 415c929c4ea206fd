"""Doors to those whose place in the organisation nobody has told."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.administration.actions.placing import place
from app.administration.queries import imports as queries
from app.administration.views.doors import blueprint, reach, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/admin/att-placera")
@web.door("people.administer")
def unplaced() -> Any:
    """People of a directory whose unit is not known here."""
    return _page()


@blueprint.post("/admin/att-placera/<int:person_id>")
@web.door("people.administer")
def place_person(person_id: int) -> Any:
    """Put somebody in a unit."""
    person, organisation = queries.waiting_person(web.session(), reach(), person_id)
    typed = request.form.get("enhet", "").strip()[:120]
    try:
        unit = place(web.session(), person, organisation, typed, actor=visitor().actor, at=web.now())
    except Refused as reason:
        return _page(422, reason=reason, typed={person_id: typed})
    web.say_next(say("administration.placing.done", name=person.name, unit=unit.name))
    return web.see_other("administration.unplaced")


def _page(status: int = 200, **context: Any) -> Any:
    rows = queries.unplaced(web.session(), reach())
    units = queries.unit_names(web.session(), {row.organisation_id for row in rows})
    return web.page("administration/unplaced.html", status=status, rows=rows, units=units, **context)
