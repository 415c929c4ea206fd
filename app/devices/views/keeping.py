"""The doors of who keeps the register: take in by hand, correct, hand over, to repair and back."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import history, web
from app.devices import actions, queries
from app.devices.forms import EnterForm, FactsForm, HandOverForm
from app.devices.models import Device, DeviceState, Origin
from app.devices.queries import editing
from app.devices.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say
from catalogue.edition import load as edition
from catalogue.terms import Segment

# What is done on the device's own page; the ways back, to the wiping table and out are rooms of their own.
BY_HAND = {"reparation": DeviceState.IN_REPAIR, "i-bruk": DeviceState.ACTIVE}
FACTS = {
    "modell": "model", "plats": "site", "rum": "room", "licens": "os_licence", "bestallning": "order_reference",
    "pris": "price", "garanti": "warranty_end", "livslangd": "planned_end", "hanterad": "managed",
}  # fmt: skip


@blueprint.get("/it/enheter/ny")
@web.door("devices.keep")
def new() -> Any:
    """Take in a device by hand."""
    return _entering(_enter_form(None, serial=request.args.get("serienummer", "")[:60]))


@blueprint.post("/it/enheter/ny")
@web.door("devices.keep")
def enter() -> Any:
    """Put it in the register."""
    form = _enter_form(request.form)
    if not form.validate():
        return _entering(form, 422)
    try:
        entry = _entry(form)
        made, events = actions.enter(web.session(), [entry], by=visitor().id, at=web.now(), ask=True)
    except Refused as refused:
        return _entering(form, 422, reason=refused)
    history.record(web.session(), visitor().actor, web.now(), events)
    web.say_next(say("registering.done.entered", tag=made[0].tag))
    return web.see_other("devices.device", tag=made[0].tag)


@blueprint.get("/it/enheter/<string:tag>/andra")
@web.door("devices.keep")
def edit(tag: str) -> Any:
    """Correct what stands of a device."""
    device = editing.to_keep(web.session(), visitor(), tag)
    filled = {name: getattr(device, fact) for name, fact in FACTS.items()}
    return _editing(device, FactsForm(data=filled | {"version": device.version}))


@blueprint.post("/it/enheter/<string:tag>/andra")
@web.door("devices.keep")
def correct(tag: str) -> Any:
    """Save what was corrected."""
    device, form = editing.to_keep(web.session(), visitor(), tag), FactsForm(request.form)
    if not form.validate():
        return _editing(device, form, 422)
    facts = {fact: form[name].data for name, fact in FACTS.items()} | {"price": form.pris.data or 0}
    if device.order_line_id is not None:
        facts.pop("order_reference")
    actions.correct(web.session(), device, facts, version=form.version.data or 0, actor=visitor().actor, at=web.now())
    web.say_next(say("registering.done.corrected"))
    return web.see_other("devices.device", tag=tag)


@blueprint.get("/it/enheter/<string:tag>/lamna-ut")
@web.door("devices.keep")
def giving(tag: str) -> Any:
    """Hand a device to somebody."""
    device = editing.to_keep(web.session(), visitor(), tag)
    key = queries.organisation_key(web.session(), device.organisation_id)
    return _giving(device, _hand_form(data={"organisation": key, "plats": device.site}))


@blueprint.post("/it/enheter/<string:tag>/lamna-ut")
@web.door("devices.keep")
def give(tag: str) -> Any:
    """Give it: the new holder is asked to confirm."""
    device, form = editing.to_keep(web.session(), visitor(), tag), _hand_form(request.form)
    if not form.validate():
        return _giving(device, form, 422)
    try:
        to = queries.recipient(web.session(), form.organisation.data, form.innehavare.data or "")
        actions.hand_over(
            web.session(), device, to,
            site=form.plats.data or "", room=form.rum.data or "", actor=visitor().actor, at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _giving(device, form, 422, reason=refused)
    web.say_next(say("registering.done.given", thing=device.model, holder=to.name))
    return web.see_other("devices.device", tag=tag)


@blueprint.post("/it/enheter/<string:tag>/lage")
@web.door("devices.keep")
def move(tag: str) -> Any:
    """To repair, or back from it."""
    device, to = editing.to_keep(web.session(), visitor(), tag), BY_HAND.get(request.form.get("lage", ""))
    if to is None:
        flask.abort(422)
    actions.move(web.session(), device, to, actor=visitor().actor, at=web.now())
    web.say_next(say("registering.done.moved", tag=tag, state=say(f"devices.state.{to}")))
    return web.see_other("devices.device", tag=tag)


def _entry(form: EnterForm) -> actions.Entry:
    kind, serial = edition().kinds[form.sort.data], actions.serial_number(form.serienummer.data or "")
    imei, imei2 = (actions.imei_number(field.data or "") for field in (form.imei, form.imei2))
    known = queries.taken(web.session(), [serial], [number for number in (imei, imei2) if number])
    if known:
        number, tag = next(iter(known.items()))
        raise Refused("devices.serial.taken", number=number, tag=tag)
    received = form.togs_emot.data or web.today()
    return actions.Entry(
        kind=kind, serial=serial, imei=imei, imei2=imei2, model=form.modell.data or "",
        to=queries.recipient(web.session(), form.organisation.data, form.innehavare.data or ""),
        segment=(Segment.PUPIL if kind.key.startswith("pupil") else Segment.STAFF).value,
        site=form.plats.data or "", room=form.rum.data or "", price=form.pris.data or 0, received_on=received,
        warranty_end=form.garanti.data, os_licence=form.licens.data or "", managed=bool(form.hanterad.data),
        origin=Origin.IMPORT, order_reference=form.bestallning.data or "",
    )  # fmt: skip


def _enter_form(sent: Any, *, serial: str = "") -> EnterForm:
    form = EnterForm(sent) if sent is not None else EnterForm(data={"serienummer": serial, "togs_emot": web.today()})
    form.organisation.choices = queries.organisations(web.session())
    form.sort.choices = editing.kinds()
    return form


def _hand_form(sent: Any = None, data: dict[str, Any] | None = None) -> HandOverForm:
    form = HandOverForm(sent, data=data)
    form.organisation.choices = queries.organisations(web.session())
    return form


def _entering(form: EnterForm, status: int = 200, **context: Any) -> Any:
    return web.page("devices/enter.html", status=status, form=form, **context)


def _editing(device: Device, form: FactsForm, status: int = 200) -> Any:
    return web.page("devices/edit.html", status=status, form=form, device=device)


def _giving(device: Device, form: HandOverForm, status: int = 200, **context: Any) -> Any:
    return web.page("devices/give.html", status=status, form=form, device=device, **context)
