"""Handing in: from a device, with guidance for what IT does not take; my list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
import sqlalchemy as sa
from flask import request
from werkzeug.datastructures import CombinedMultiDict

from app import web
from app.devices import queries as devices
from app.devices.models import Device
from app.identity.models import Workplace
from app.refusal import Changed, Refused
from app.returns import actions, queries
from app.returns.forms import HandInForm
from app.returns.queries.found import MAY
from app.returns.views.doors import blueprint, place, visitor
from app.uploads import LARGEST
from app.words import day_long, say
from catalogue.edition import load as edition
from catalogue.returns import ACCEPTED, hand_in

web.roomy["returns.send"] = 3 * LARGEST
SHOWN = ("screen", "keyboard", "headset", "accessory", "printer", "av_partner", "access_point")


@blueprint.get("/lamna-in")
@web.door("returns.own")
def choose() -> Any:
    """What may be handed in, and what to do with the rest (R-044, R-045)."""
    held, of_units = devices.mine(web.session(), visitor())
    kinds = edition().kinds
    chosen = request.args.get("sak", "")
    judged = hand_in(kinds[chosen]) if chosen in kinds else None
    taken = [row for row in [*held, *of_units] if row.device_class in ACCEPTED and row.state in MAY]
    return web.page(
        "returns/choose.html", "choice", rows=taken,
        sorts=[(key, kinds[key].name) for key in SHOWN], chosen=chosen,
        refused="" if judged is None or judged.accepted else say(f"returns.guidance.{judged.key}"),
        thing=kinds[chosen].name if chosen in kinds else "",
    )  # fmt: skip


@blueprint.get("/enheter/<string:tag>/lamna-in")
@web.door("returns.own")
def on_device(tag: str) -> Any:
    """The form."""
    device, _owned = queries.device_for(web.session(), visitor(), tag)
    return _show(device, HandInForm())


@blueprint.post("/enheter/<string:tag>/lamna-in")
@web.door("returns.own")
def send(tag: str) -> Any:
    """Ask to hand it in."""
    me, form = visitor(), HandInForm(CombinedMultiDict([request.form, request.files]))
    device, owned = queries.device_for(web.session(), me, tag)
    day, half = form.when()
    good = form.validate()
    if form.hur.data == "pickup" and day is None:
        form.tid.errors, good = [say("returns.form.time_missing")], False
    if not good:
        return _show(device, form, status=422)
    try:
        with web.session().begin_nested():
            pickup = form.hur.data == "pickup"
            wanted = actions.Wanted(
                reason=form.varfor.data or "", way=form.hur.data or "", place=form.plats.data or "",
                folder=web.config().files_dir, pickup_on=day if pickup else None, slot=half if pickup else "",
                signed_out=bool(form.utloggad.data), text=form.beskrivning.data or "", files=form.accepted(),
            )  # fmt: skip
            row = actions.request(web.session(), me, device, wanted, owned_by=owned, agreed=edition(), at=web.now())
    except Changed:
        raise
    except Refused as refused:
        uploads = refused.key.startswith("uploads.")
        where = form.filer if uploads else form.tid if "slot" in refused.key else form.varfor
        where.errors = [say(refused.key, **refused.params)]
        return _show(device, form, status=422)
    return web.see_other("returns.handed_in", number=row.number, tack=1)


@blueprint.get("/inlamningar")
@web.door("returns.own")
def returns() -> Any:
    """What I and my units hand in."""
    rows, following = queries.mine(web.session(), visitor(), before=place())
    return web.page(
        "returns/mine.html", "returns", rows=rows, first=flask.url_for("returns.returns") if place() else "",
        older=flask.url_for("returns.returns", fore=following) if following else "",
    )  # fmt: skip


def _show(device: Device, form: HandInForm, status: int = 200) -> Any:
    judged = hand_in(edition().kinds[device.kind])
    free = queries.slots(web.session(), web.today(), int(edition().setting("pickup_capacity")))
    workplace = web.session().scalar(sa.select(Workplace).where(Workplace.unit_id == device.unit_id).limit(1))
    if not form.plats.data and workplace:
        form.plats.data = f"{workplace.name}, {workplace.street}, {workplace.town}"
    return web.page(
        "returns/hand_in.html", status=status, form=form, device=device, may=device.state in MAY,
        guidance="" if judged.accepted else say(f"returns.guidance.{judged.key}"),
        times=[(f"{day.isoformat()} {half}", _time(day, half)) for day, half, room in free if room > 0],
    )  # fmt: skip


def _time(day: dt.date, half: str) -> str:
    return f"{day_long(day)}, {say(f'returns.slot.{half}')}"
