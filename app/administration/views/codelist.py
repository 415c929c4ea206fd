"""Doors to a code plan as a list: fetched as a spreadsheet, pasted or uploaded, tried before it is taken in."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import web
from app.administration import actions, queries
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.exports import sheet
from app.words import say

CHARSETS = ("utf-8-sig", "cp1252")


@blueprint.get("/admin/organisationer/<string:key>/kontering.xlsx")
@web.door("people.administer")
def export_codes(key: str) -> Response:
    """The codes of the plan, in the shape in which they are taken in."""
    found = queries.organisation(web.session(), reach(), key)
    codes = queries.codes(web.session(), found.id)
    rows = [(part, row.code, row.name, row.valid_from, row.valid_to) for part, own in codes.items() for row in own]
    return sheet(f"kontering-{key}", say("codeplan.page.title"), say("codeplan.export.columns"), rows)


@blueprint.get("/admin/organisationer/<string:key>/kontering/lista")
@web.door("people.administer")
def codes_form(key: str) -> Any:
    """Where a list is pasted or chosen."""
    found = queries.organisation(web.session(), reach(), key)
    return web.page("administration/code_list.html", organisation=found, text="", reading=None, trail=trail_to(found))


@blueprint.post("/admin/organisationer/<string:key>/kontering/lista")
@web.door("people.administer")
def take_codes(key: str) -> Any:
    """Try a list, and take it in once the result has been seen."""
    found = queries.organisation(web.session(), reach(), key)
    parts, codes = queries.parts(web.session(), found.id), queries.codes(web.session(), found.id)
    text = _text()
    reading = actions.read_codes(text, codes, parts)
    if reading.faults or "ta-in" not in request.form:
        status = 422 if reading.faults else 200
        return web.page(
            "administration/code_list.html", status=status, organisation=found, text=text, reading=reading,
            trail=trail_to(found),
        )  # fmt: skip
    actions.take_in(web.session(), reading, parts, codes, actor=visitor().actor, at=web.now())
    web.say_next(say("codeplan.list.taken", added=reading.added, changed=reading.changed))
    return web.see_other("administration.code_plan", key=key)


def _text() -> str:
    """What was pasted, or the file where one was chosen."""
    file = request.files.get("fil")
    data = file.read() if file else b""
    if not data:
        return request.form.get("lista", "")
    for charset in CHARSETS:
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return ""
