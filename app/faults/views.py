"""The door "Anmäl fel": faults on functions, devices and systems, and incidents in one's own operation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, request
from werkzeug.datastructures import CombinedMultiDict

from app import limits, web
from app.assortment.queries import edition
from app.cases.actions import Told
from app.exceptions.queries import barred
from app.faults import actions, queries
from app.faults.forms import Chosen, FaultForm, IncidentForm
from app.faults.queries import Mine
from app.identity.queries import Visitor
from app.refusal import Missing, Refused
from app.uploads import LARGEST
from app.words import say
from catalogue.terms import Segment

blueprint = Blueprint("faults", __name__)
MOST_AN_HOUR = 30
web.roomy["faults.report"] = 3 * LARGEST


@blueprint.get("/anmal-fel")
@web.door("cases.own")
def fault() -> Any:
    """The form for a fault."""
    tag = (Chosen(request.args).enhet.data or "")[:30]
    return _show(FaultForm(data={"enhet": tag, "galler": "enhet" if tag else None}))


@blueprint.post("/anmal-fel")
@web.door("cases.own")
def report() -> Any:
    """Take in a fault, with its pictures."""
    me, form = _me(), FaultForm(CombinedMultiDict([request.form, request.files]))
    device = queries.device(web.session(), me, form.marke.data or form.enhet.data or "")
    good = form.validate()
    if not _complete(form, device) or not good:
        return _show(form, status=422)
    subject, text = form.rubrik.data or "", form.beskrivning.data or ""
    if number := queries.just_reported(web.session(), me, subject, text, now=web.now()):
        return web.see_other("cases.case", number=number, tack=1)
    limits.spend(web.session(), f"fault:{me.id}", most=MOST_AN_HOUR, per=dt.timedelta(hours=1), now=web.now())
    try:
        with web.session().begin_nested():
            case = actions.report_fault(web.session(), me, _told(form, device), edition(), at=web.now())
    except Refused as refused:
        where = form.filer if refused.key.startswith("uploads.") else form.enhet
        where.errors = [say(refused.key, **refused.params)]
        return _show(form, status=422)
    return web.see_other("cases.case", number=case.number, tack=1)


@blueprint.get("/enheter/<string:tag>/anmal-fel")
@web.door("devices.own")
def on_device(tag: str) -> Any:
    """A fault on one device of mine."""
    found = queries.device(web.session(), _me(), tag)
    if found is None:
        raise Missing
    return web.see_other("faults.fault", enhet=found.tag)


@blueprint.get("/anmal-fel/incident")
@web.door("cases.own")
def incident() -> Any:
    """An incident in my unit."""
    return web.page("faults/incident.html", form=IncidentForm())


@blueprint.post("/anmal-fel/incident")
@web.door("cases.own")
def report_incident() -> Any:
    """Take in an incident."""
    me, form = _me(), IncidentForm(request.form)
    good = form.validate()
    needed: tuple[Any, ...] = (form.rubrik, form.handelse, form.paverkan, form.borjade)
    for field in needed:
        if not field.data and not field.errors:
            field.errors, good = [say("faults.form.missing", label=field.label.text)], False
    if not good:
        return web.page("faults/incident.html", status=422, form=form)
    subject, text = form.rubrik.data or "", form.handelse.data or ""
    if number := queries.just_reported(web.session(), me, subject, text, now=web.now()):
        return web.see_other("cases.case", number=number, tack=1)
    limits.spend(web.session(), f"fault:{me.id}", most=MOST_AN_HOUR, per=dt.timedelta(hours=1), now=web.now())
    told = Told(
        started_at=form.borjade.data, effect=form.paverkan.data or "", components=form.komponenter.data or "",
        serious=bool(form.allvarlig.data), recurring=bool(form.aterkommande.data),
    )  # fmt: skip
    remarks = (say("faults.remark.personal"),) if form.personuppgifter.data else ()
    case = actions.report_incident(
        web.session(), me, told, subject=subject, text=text, remarks=remarks, at=web.now()
    )  # fmt: skip
    return web.see_other("cases.case", number=case.number, tack=1)


def _complete(form: FaultForm, device: Mine | None) -> bool:
    """What each kind of fault must tell; faults stand on the fields, in words."""
    needed: list[Any] = [form.rubrik, form.beskrivning]
    if form.galler.data == "funktion":
        needed.append(form.basfunktion)
    if form.galler.data == "enhet" and device is None:
        form.enhet.errors = [say("faults.form.device_missing")]
    if device is not None and device.segment == Segment.PUPIL:
        needed.append(form.elev)
    for field in needed:
        if not field.data:
            field.errors = [say("faults.form.missing", label=field.label.text)]
    return not form.enhet.errors and all(field.data for field in needed)


def _told(form: FaultForm, device: Mine | None) -> actions.Fault:
    about = form.galler.data
    systems = queries.systems(web.session(), _me()) if about == "system" else []
    system = next((each for each in systems if str(each.id) == form.system.data), None)
    is_pupils = device is not None and device.segment == Segment.PUPIL
    return actions.Fault(
        subject=form.rubrik.data or "", text=form.beskrivning.data or "", folder=web.config().files_dir,
        basic_function=(form.basfunktion.data or "") if about == "funktion" else "", device=device, system=system,
        pupil_topic=(form.elev.data or "") if is_pupils else "", affected=form.drabbade.data or "",
        phone=form.telefon.data or "", files=form.accepted(),
    )  # fmt: skip


def _show(form: FaultForm, status: int = 200) -> Any:
    devices, systems = queries.devices(web.session(), _me()), queries.systems(web.session(), _me())
    form.enhet.choices = [("", say("faults.form.no_device")), *((d.tag, f"{d.model}, {d.tag}") for d in devices)]
    form.system.choices = [("", say("faults.form.no_system")), *((str(each.id), each.name) for each in systems)]
    tags = {device.id: device.tag for device in devices}
    refused = [(tags[each.device_id], each) for each in barred(web.session(), list(tags)) if each.is_support]
    has_pupils = any(device.segment == Segment.PUPIL for device in devices) or _me().unit_segment == "school_staff"
    return web.page(
        "faults/fault.html", status=status, form=form, refused=refused, has_pupils=has_pupils,
        contacts=[each for each in systems if each.supplier_contact], restore=edition().setting("file_restore_days"),
    )  # fmt: skip


def _me() -> Visitor:
    me = web.visitor_or_none()
    if not isinstance(me, Visitor):
        raise Missing
    return me
