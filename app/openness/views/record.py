"""Doors to the record of processing, and to one's own extract of it."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from app import web
from app.openness import actions, queries
from app.openness.views.doors import blueprint, file, visitor
from app.words.formats import today_of

JSON = "application/json"


@blueprint.get("/personuppgifter")
@web.door("public")
def record() -> Any:
    """What the shop holds of people, why, on what ground and for how long."""
    known = queries.rules(web.session())
    times = {held.keep: queries.time_of(held.keep, known) for held in queries.HOLDINGS}
    return web.page("openness/record.html", holdings=queries.HOLDINGS, times=times)


@blueprint.post("/personuppgifter/hamta")
@web.door("own_data")
def my_extract() -> Any:
    """Everything on me, as a file."""
    me = visitor()
    actions.note_extract(web.session(), me.id, actor=me.actor, at=web.now())
    return extract_file(me.id)


def extract_file(person_id: int) -> Response:
    """The extract in the asked form: paper for people, data for machines."""
    made = queries.extract(web.session(), person_id, at=web.now())
    name = f"registerutdrag-{today_of(made.made_at).isoformat()}"
    if request.form.get("form") == "json":
        return file(json.dumps(queries.as_json(made), ensure_ascii=False, indent=2), f"{name}.json", JSON)
    return file(queries.as_pdf(made, queries.rules(web.session())), f"{name}.pdf", "application/pdf")
