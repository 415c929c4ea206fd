"""Doors for the administrator who answers what the shop holds of somebody."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.openness import actions, queries
from app.openness.forms import HoldForm
from app.openness.views.doors import blueprint, note_read, reach, visitor
from app.openness.views.record import extract_file

LEAST = 2


@blueprint.get("/admin/personuppgifter")
@web.door("people.extract")
def people() -> Any:
    """Find the person that somebody asks about."""
    asked = request.args.get("q", "").strip()[:80]
    found = queries.people_like(web.session(), reach(), asked) if len(asked) >= LEAST else []
    if found:
        note_read("people", q=asked, count=len(found))
    return web.page("openness/people.html", "found", asked=asked, found=found)


@blueprint.get("/admin/personuppgifter/<int:person_id>")
@web.door("people.extract")
def person(person_id: int) -> Any:
    """How much is held of somebody, and the extract of it."""
    found = queries.person_within(web.session(), reach(), person_id)
    note_read("person", person=found.id)
    return web.page(
        "openness/person.html", person=found, form=HoldForm(), whole=reach().everything,
        counts=queries.counts(web.session(), found.id), holds=queries.holds(web.session(), person_id=found.id),
    )  # fmt: skip


@blueprint.post("/admin/personuppgifter/<int:person_id>/utdrag")
@web.door("people.extract")
def extract(person_id: int) -> Any:
    """Everything on somebody, as a file."""
    found = queries.person_within(web.session(), reach(), person_id)
    actions.note_extract(web.session(), found.id, actor=visitor().actor, at=web.now())
    return extract_file(found.id)
