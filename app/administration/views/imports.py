"""Doors to the import from files: send in, look, go ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request

from app import limits, web
from app.administration.forms.imports import GoAheadForm, ImportForm
from app.administration.queries import imports as queries
from app.administration.views.doors import blueprint, reach, visitor
from app.identity.actions import importing
from app.identity.actions.importing.planning import Wishes
from app.identity.queries.importing import providers
from app.refusal import Changed, Refused
from app.sheets import MOST_BYTES
from app.words import say

HOUR = dt.timedelta(hours=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Room for the form around the file.
web.roomy["administration.send_import"] = MOST_BYTES + 64 * 1024


@blueprint.get("/admin/import")
@web.door("people.administer")
def imports() -> Any:
    """Send in a file of people, units and cost centres."""
    return _page(ImportForm())


@blueprint.get("/admin/import/mall.xlsx")
@web.door("people.administer")
def import_template() -> Any:
    """The template to fill in."""
    name = say("importing.file")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(importing.template(), mimetype=XLSX, headers=headers)


@blueprint.post("/admin/import")
@web.door("people.administer")
def send_import() -> Any:
    """Try a file without changing anything, and keep it to go on with."""
    me, form = visitor(), ImportForm(request.form)
    upload = request.files.get("fil")
    limits.spend(web.session(), f"import:{me.id}", most=60, per=HOUR, now=web.now())
    if not form.validate():
        return _page(form, 422)
    if upload is None or not upload.filename:
        return _page(form, 422, reason=Refused("fields.file.missing"))
    with upload.stream:
        data, wishes = upload.stream.read(MOST_BYTES + 1), _wishes(form)
    try:
        found = importing.dry_run(web.session(), data, wishes, organisations=_organisations())
    except Refused as reason:
        return _page(form, 422, reason=reason)
    if found.faults:
        return _page(form, 422, faults=found.faults)
    row = importing.send(web.session(), data, found, wishes, file_name=upload.filename, me=me.id, at=web.now())
    return web.see_other("administration.shown_import", import_id=row.id)


@blueprint.get("/admin/import/<int:import_id>")
@web.door("people.administer")
def shown_import(import_id: int) -> Any:
    """What a file would do, or has done."""
    return _shown(import_id)


@blueprint.post("/admin/import/<int:import_id>/genomfor")
@web.door("people.administer")
def carry_out_import(import_id: int) -> Any:
    """Do exactly what was shown."""
    row, form = queries.import_of(web.session(), visitor(), import_id, hold=True), GoAheadForm(request.form)
    digest = form.digest.data if form.validate() else ""
    wishes = Wishes(today=web.today(), providers=providers(web.session(), web.config()))
    try:
        importing.do(
            web.session(), row, wishes,
            digest=digest or "", actor=visitor().actor, at=web.now(), organisations=_organisations(),
        )  # fmt: skip
    except Changed as reason:
        return _shown(import_id, 409, reason)
    web.say_next(say("importing.saved"))
    return web.see_other("administration.shown_import", import_id=import_id)


def _wishes(form: ImportForm) -> Wishes:
    share = form.andel.data
    return Wishes(
        today=web.today(), closes_missing=bool(form.stang.data), most_share=10 if share is None else share,
        providers=providers(web.session(), web.config()),
    )  # fmt: skip


def _organisations() -> frozenset[int] | None:
    return None if reach().everything else reach().organisations


def _page(form: ImportForm, status: int = 200, **context: Any) -> Any:
    rows = queries.imports(web.session(), visitor())
    return web.page("administration/imports.html", status=status, form=form, rows=rows, **context)


def _shown(import_id: int, status: int = 200, reason: Refused | None = None) -> Any:
    row = queries.import_of(web.session(), visitor(), import_id)
    kept = queries.is_kept(web.session(), row)
    return web.page("administration/import.html", status=status, row=row, shown=row.shown, kept=kept, reason=reason)
