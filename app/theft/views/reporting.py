"""Reporting a theft or a loss, from the device."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict

from app import web
from app.devices.models import Device
from app.identity.queries import contacts_on
from app.refusal import Changed, Refused
from app.theft import actions, queries
from app.theft.forms import ReportForm
from app.theft.views.doors import blueprint, visitor
from app.uploads import LARGEST
from app.words import say

web.roomy["theft.send"] = 3 * LARGEST


@blueprint.get("/enheter/<string:tag>/stold")
@web.door("thefts.own")
def gone(tag: str) -> Any:
    """The form."""
    device = queries.reportable(web.session(), visitor(), tag)
    return _show(device, ReportForm(data={"nar": web.today()}))


@blueprint.post("/enheter/<string:tag>/stold")
@web.door("thefts.own")
def send(tag: str) -> Any:
    """Take in the report."""
    me, form = visitor(), ReportForm(CombinedMultiDict([request.form, request.files]))
    if number := queries.reported(web.session(), me, tag):
        return web.see_other("theft.theft", number=number)
    device = queries.reportable(web.session(), me, tag)
    form.validate()
    if not form.complete():
        return _show(device, form, status=422)
    try:
        with web.session().begin_nested():
            made = actions.report(web.session(), me, device, _told(form), at=web.now())
    except Changed:
        raise
    except Refused as refused:
        where = form.filer if refused.key.startswith("uploads.") else form.nar
        where.errors = [say(refused.key, **refused.params)]
        return _show(queries.reportable(web.session(), me, tag), form, status=422)
    return web.see_other("theft.theft", number=made.number, tack=1)


def _told(form: ReportForm) -> actions.Gone:
    assert form.nar.data is not None  # noqa: S101  # the form is complete
    return actions.Gone(
        sort=form.vad.data or "", on=form.nar.data, place=form.plats.data or "", text=form.beskrivning.data or "",
        folder=web.config().files_dir, phone=form.telefon.data or "", files=form.accepted(),
    )  # fmt: skip


def _show(device: Device, form: ReportForm, status: int = 200) -> Any:
    contacts = contacts_on(web.session(), device.organisation_id, web.today(), "security_chief")
    return web.page(
        "theft/report.html", status=status, form=form, device=device, contact=contacts[0] if contacts else None
    )
