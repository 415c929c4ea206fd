"""Doors to what was announced: sendings on their way, taking them in, the scanner, what does not agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import flask
from flask import request

from app import web
from app.delivery import actions
from app.delivery.actions.holding import hold
from app.delivery.actions.taking import Came
from app.delivery.forms import HowForm, ScanForm, SearchForm
from app.delivery.queries import mismatches, shipments
from app.delivery.views.doors import blueprint, visitor
from app.fields import whole_number
from app.refusal import Refused
from app.words import say

LATE = dt.timedelta(days=7)
CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"}
MOST_MARKED = 1000


@blueprint.get("/it/leveranser/sandningar")
@web.door("goods.receive")
def sendings() -> Any:
    """What suppliers say is on its way."""
    return web.page("delivery/sendings.html", rows=shipments.on_the_way(web.session()), late=web.now() - LATE)


@blueprint.get("/it/leveranser/sandningar/<int:shipment_id>")
@web.door("goods.receive")
def sending(shipment_id: int) -> Any:
    """What one sending holds."""
    return _sending(shipment_id)


@blueprint.post("/it/leveranser/sandningar/<int:shipment_id>")
@web.door("goods.receive")
def take_sending(shipment_id: int) -> Any:
    """Take in what is marked, or stop waiting for the rest (`atgard`)."""
    shipment, _supplier = shipments.shipment_of(web.session(), shipment_id)
    me = visitor()
    if request.form.get("atgard") == "avsluta":
        if actions.close_short(web.session(), shipment_id, actor=me.actor, at=web.now()):
            web.say_next(say("parcels.done.short", number=shipment.number))
        return web.see_other("delivery.sending", shipment_id=shipment_id)
    try:
        came = _came(request.form.getlist("enhet"), request.form)
        count = actions.take_shipment(web.session(), shipment, came, actor=me.actor, at=web.now())
    except Refused as reason:
        web.session().rollback()
        return _sending(shipment_id, 422, reason)
    web.say_next(say("parcels.done.received", count=count, number=shipment.number) if count
                 else say("parcels.done.received_none"))  # fmt: skip
    return web.see_other("delivery.sending", shipment_id=shipment_id)


@blueprint.get("/it/leveranser/skanna")
@web.door("goods.receive")
def scanner() -> Any:
    """A field for a hand scanner, or the phone's camera."""
    return _scanner()


@blueprint.post("/it/leveranser/skanna")
@web.door("goods.receive")
def scan() -> Any:
    """Take in the unit that was scanned, or open the sending."""
    code = ScanForm(request.form).code.data or ""
    try:
        found = actions.scan(web.session(), code[:100], actor=visitor().actor, at=web.now())
    except Refused as reason:
        return _scanner(422, reason, code[:100])
    if not found.serial:
        return web.see_other("delivery.sending", shipment_id=found.shipment.id)
    key = "scanned_left" if found.left else "scanned"
    web.say_next(say(f"parcels.done.{key}", name=found.name, serial=found.serial, left=found.left))
    return flask.redirect(flask.url_for("delivery.scanner", sandning=found.shipment.id), 303)


@blueprint.get("/it/leveranser/avvikelser")
@web.door("goods.receive")
def disagreements() -> Any:
    """What does not agree."""
    return _disagreements()


@blueprint.post("/it/leveranser/avvikelser/<int:mismatch_id>")
@web.door("goods.receive")
def settle(mismatch_id: int) -> Any:
    """Note how something was dealt with."""
    form = HowForm(request.form)
    if not form.validate():
        return _disagreements(422, mismatch_id, form.text.errors[0])
    try:
        done = actions.settle_mismatch(web.session(), mismatch_id, form.text.data, actor=visitor().actor, at=web.now())
    except Refused as reason:
        return _disagreements(422, mismatch_id, say(reason.key, **reason.params))
    web.say_next(say("parcels.done.settled" if done else "parcels.done.settled_before"))
    return web.see_other("delivery.disagreements")


@blueprint.post("/it/leveranser/rader/<int:line_id>/avsluta")
@web.door("goods.receive")
def end(line_id: int) -> Any:
    """End a line that the supplier cannot deliver, or be content with what has come of it."""
    of, me = hold(web.session(), line_id), visitor()
    if of[0].received_quantity:
        actions.be_content(web.session(), of, actor=me.actor, at=web.now())
        web.say_next(say("parcels.done.shortened", name=of[0].name))
    else:
        actions.end_line(web.session(), of, actor=me.actor, at=web.now())
        web.say_next(say("parcels.done.ended", name=of[0].name))
    return web.see_other("delivery.disagreements")


def _came(units: list[str], form: Mapping[str, str]) -> Came:
    """What is marked and counted; ids that are no numbers are left out, a count that is none is refused."""
    marked = {int(unit) for unit in units[:MOST_MARKED] if unit.isascii() and unit.isdigit() and len(unit) < 10}
    counts = {}
    for name, text in form.items():
        row = name.removeprefix("antal-")
        if row == name or not row.isdigit() or not text.strip():
            continue
        try:
            counts[int(row)] = (whole_number(form.get(f"tidigare-{row}", "0")), whole_number(text))
        except ValueError:
            raise Refused("fields.number.digits", least=0, most=99) from None
    return Came(frozenset(marked), counts)


def _sending(shipment_id: int, status: int = 200, reason: Refused | None = None) -> Any:
    shipment, supplier = shipments.shipment_of(web.session(), shipment_id)
    rows = shipments.packed(web.session(), shipment_id)
    return web.page(
        "delivery/sending.html", "sending", status=status, shipment=shipment, supplier=supplier, rows=rows,
        reason=reason,
    )  # fmt: skip


def _scanner(status: int = 200, reason: Refused | None = None, code: str = "") -> Any:
    chosen = request.args.get("sandning", "")
    rows = shipments.packed(web.session(), int(chosen)) if chosen.isdigit() and len(chosen) < 10 else []
    text, status = web.page("delivery/scanner.html", status=status, reason=reason, code=code, rows=rows)
    return text, status, CAMERA


def _disagreements(status: int = 200, faulty: int = 0, fault: str = "") -> Any:
    after = SearchForm(request.args).place()
    rows, following = mismatches.open_mismatches(web.session(), after)
    return web.page(
        "delivery/disagreements.html",
        status=status,
        rows=rows,
        late=shipments.on_the_way(web.session(), before=web.now() - LATE),
        faulty=faulty,
        fault=fault,
        older=flask.url_for("delivery.disagreements", efter=following) if following else "",
        first=flask.url_for("delivery.disagreements") if after else "",
    )
