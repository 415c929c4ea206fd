"""The doors of files of devices: send in, look, go ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request

from app import limits, web
from app.devices.actions import importing
from app.devices.forms import GoAheadForm, ImportForm
from app.devices.queries import importing as queries
from app.devices.views.doors import blueprint, visitor
from app.refusal import Changed, Refused
from app.sheets import MOST_BYTES
from app.words import say
from app.words.cells import csv_lines
from catalogue.rights import roles_that

HOUR = dt.timedelta(hours=1)
# Room for the form around the file.
web.roomy["devices.send_import"] = MOST_BYTES + 64 * 1024


@blueprint.get("/it/enheter/import")
@web.door("devices.keep")
def imports() -> Any:
    """Send in a file of devices."""
    return _page(ImportForm())


@blueprint.get("/it/enheter/import/mall.csv")
@web.door("devices.keep")
def import_template() -> Any:
    """The headings, with an example to replace."""
    keys = list(importing.COLUMNS)
    rows = [[say(f"registering.column.{key}") for key in keys], [say(f"registering.example.{key}") for key in keys]]
    name = say("registering.template")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(csv_lines(rows)), mimetype="text/csv", headers=headers)


@blueprint.post("/it/enheter/import")
@web.door("devices.keep")
def send_import() -> Any:
    """Try a file without changing anything, and keep it to go on with."""
    me, form, upload = visitor(), ImportForm(request.form), request.files.get("fil")
    limits.spend(web.session(), f"devices:{me.id}", most=60, per=HOUR, now=web.now())
    if upload is None or not upload.filename:
        return _page(form, 422, reason=Refused("fields.file.missing"))
    with upload.stream:
        data = upload.stream.read(MOST_BYTES + 1)
    try:
        found = importing.dry_run(web.session(), data, within=_within(), at=web.now())
    except Refused as reason:
        return _page(form, 422, reason=reason)
    if found.faults:
        return _page(form, 422, faults=found.faults)
    row = importing.send(web.session(), data, found, file_name=upload.filename, me=me.id, at=web.now())
    return web.see_other("devices.shown_import", import_id=row.id)


@blueprint.get("/it/enheter/import/<int:import_id>")
@web.door("devices.keep")
def shown_import(import_id: int) -> Any:
    """What a file would do, or has done."""
    return _shown(import_id)


@blueprint.post("/it/enheter/import/<int:import_id>/genomfor")
@web.door("devices.keep")
def carry_out_import(import_id: int) -> Any:
    """Do exactly what was shown."""
    row, form = queries.import_of(web.session(), visitor(), import_id, hold=True), GoAheadForm(request.form)
    digest = (form.digest.data or "") if form.validate() else ""
    try:
        importing.do(web.session(), row, digest=digest, within=_within(), actor=visitor().actor, at=web.now())
    except Changed as reason:
        return _shown(import_id, 409, reason)
    web.say_next(say("importing.saved"))
    return web.see_other("devices.shown_import", import_id=import_id)


def _within() -> frozenset[int] | None:
    """The organisations that I keep the register of; None for all."""
    grants = [grant for grant in visitor().grants if grant.role in roles_that("devices.keep")]
    if any(grant.is_whole for grant in grants):
        return None
    return frozenset(grant.organisation_id for grant in grants if grant.organisation_id and not grant.unit_id)


def _page(form: ImportForm, status: int = 200, **context: Any) -> Any:
    rows = queries.imports(web.session(), visitor())
    return web.page("devices/imports.html", status=status, form=form, rows=rows, **context)


def _shown(import_id: int, status: int = 200, reason: Refused | None = None) -> Any:
    row = queries.import_of(web.session(), visitor(), import_id)
    return web.page(
        "devices/import.html", status=status, row=row, shown=row.shown, kept=row.content is not None, reason=reason
    )
