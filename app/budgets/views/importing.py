"""The door for frames from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app import web
from app.budgets import queries
from app.budgets.actions import importing
from app.budgets.forms import ImportForm
from app.budgets.views.doors import blueprint, told, visitor, year_asked
from app.refusal import Refused
from app.sheets import MOST_BYTES
from app.words import say

# Room for the form around the file.
web.roomy["budgets.send_frames"] = MOST_BYTES + 64 * 1024


@blueprint.get("/ekonomi/ramar/importera")
@web.door("finance")
def frames_import() -> Any:
    """Choose a file of frames."""
    return _page(ImportForm(data={"year": year_asked()}))


@blueprint.post("/ekonomi/ramar/importera")
@web.door("finance")
def send_frames() -> Any:
    """Set the frames of a file, all or none; what is wrong is told line by line."""
    form, upload, me = ImportForm(request.form), request.files.get("fil"), visitor()
    if not form.validate():
        return _page(form, 422)
    if upload is None or not upload.filename:
        return _page(form, 422, [say("fields.file.missing")])
    with upload.stream:
        data = upload.stream.read(MOST_BYTES + 1)
    try:
        found = importing.read(data, queries.whose(web.session(), me))
        if found.faults:
            return _page(form, 422, list(importing.lines_of(found)))
        made, changed = importing.carry_out(
            web.session(), found.rows, year=form.year.data or 0, reason=form.reason.data or "", actor=me.actor,
            at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(form, 422, [told(refused)])
    web.say_next(say("budgets.done.imported", made=made, changed=changed))
    return web.see_other("budgets.frames", ar=form.year.data)


def _page(form: ImportForm, status: int = 200, faults: Sequence[str] = ()) -> Any:
    return web.page("budgets/import.html", status=status, form=form, faults=faults)
