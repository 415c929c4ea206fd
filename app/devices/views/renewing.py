"""The doors of age replacement: pick the new one, hand in the old one or say why not; IT's list, scanner and yes."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.devices import actions
from app.devices.forms.renewing import SHELF, DecisionForm, PickForm, ReasonForm, ScanForm
from app.devices.models import Device, Renewal, RenewalState
from app.devices.queries import editing, offers, renewals
from app.devices.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say

STATES = tuple(state.value for state in RenewalState)


@blueprint.get("/enheter/<string:tag>/utbyte")
@web.door("devices.own")
def renewal(tag: str) -> Any:
    """Where the renewal stands, and what may be picked."""
    return _renewal(renewals.renewal_of(web.session(), visitor(), tag))


@blueprint.post("/enheter/<string:tag>/utbyte")
@web.door("devices.own")
def pick(tag: str) -> Any:
    """Order the new one, or speak for one on the reuse shelf."""
    found = renewals.renewal_of(web.session(), visitor(), tag)
    form = _pick_form(found, request.form)
    if not form.validate():
        return _renewal(found, 422, form=form)
    if form.dag.data and form.dag.data < web.today():
        return _renewal(found, 422, form=form, reason=Refused("renewing.refused.day"))
    try:
        if form.from_shelf:
            reused = actions.reserve(web.session(), visitor(), found, form.from_shelf, at=web.now())
            web.say_next(say("renewing.done.reserved", thing=reused.model))
            return web.see_other("devices.mine")
        order = actions.pick(
            web.session(), visitor(), found, form.val.data,
            workplace_id=form.plats.data, needed_by=form.dag.data, at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _renewal(found, 422, form=form, reason=refused)
    web.say_next(say("renewing.done.picked"))
    if order.orderer_id == visitor().id:
        return web.see_other("orders.order", number=order.number)
    return web.see_other("devices.mine")


@blueprint.get("/enheter/<string:tag>/aterlamna")
@web.door("devices.own")
def owed(tag: str) -> Any:
    """A device that is to come back: how, and what to say if it does not."""
    return _owed(renewals.mine_to_explain(web.session(), visitor(), tag), ReasonForm())


@blueprint.post("/enheter/<string:tag>/aterlamna")
@web.door("devices.own")
def explain(tag: str) -> Any:
    """Say why it does not come back."""
    found, form = renewals.mine_to_explain(web.session(), visitor(), tag), ReasonForm(request.form)
    if not form.validate():
        return _owed(found, form, 422)
    actions.explain(web.session(), found, form.skal.data or "", actor=visitor().actor, at=web.now())
    web.say_next(say("renewing.done.explained"))
    return web.see_other("devices.mine")


@blueprint.get("/it/utbyten")
@web.door("devices.register")
def swaps() -> Any:
    """Everything that is being replaced."""
    return _swaps(ScanForm())


@blueprint.post("/it/utbyten/skanna")
@web.door("devices.keep")
def scan() -> Any:
    """Take in an old device."""
    form = ScanForm(request.form)
    if not form.validate():
        return _swaps(form, 422)
    try:
        reach = editing.kept(visitor())
        device = actions.scan_in(web.session(), form.serienummer.data or "", reach, actor=visitor().actor, at=web.now())
    except Refused as refused:
        return _swaps(form, 422, reason=refused)
    web.say_next(say("renewing.done.scanned", thing=device.model, tag=device.tag))
    return web.see_other("devices.swaps", lage=RenewalState.DELIVERED.value)


@blueprint.post("/it/utbyten/skal/<int:debt_id>")
@web.door("devices.keep")
def decide(debt_id: int) -> Any:
    """Approve a reason or not."""
    found, form = renewals.excuse_of(web.session(), visitor(), debt_id), DecisionForm(request.form)
    if not form.validate():
        flask.abort(422)
    yes = form.beslut.data == "ja"
    actions.decide(web.session(), found, yes=yes, actor=visitor().actor, at=web.now())
    web.say_next(say("renewing.done.excused" if yes else "renewing.done.not_excused", tag=found[1].tag))
    return web.see_other("devices.swaps")


def _pick_form(found: tuple[Renewal, Device], sent: Any = None) -> PickForm:
    renewal, device = found
    there = offers.standing_in(web.session(), visitor(), renewal.unit_id)
    reused = offers.on_shelf(
        web.session(), organisation_id=renewal.organisation_id, device_class=device.device_class, segment=device.segment
    )
    new = offers.offered(web.session(), there, device.kind, web.today())
    form = PickForm(sent)
    form.reused, form.new = reused, new
    form.val.choices = [SelectChoice(f"{SHELF}{each.tag}", each.model) for each in reused]
    form.val.choices += [SelectChoice(each.product.slug, each.product.name) for each in new]
    places = offers.places(web.session(), renewal.unit_id)
    form.plats.choices = [SelectChoice(place.id, f"{place.label}, {place.hint}") for place in places]
    return form


def _renewal(
    found: tuple[Renewal, Device], status: int = 200, *, form: PickForm | None = None, reason: Refused | None = None
) -> Any:
    renewal, device = found
    draft = renewal.state == RenewalState.DRAFT
    return web.page(
        "devices/renewal.html", "renewal", status=status, renewal=renewal, device=device, reason=reason,
        form=(form or _pick_form(found)) if draft else None, owes=not draft and renewal.old_done_at is None,
    )  # fmt: skip


def _owed(found: tuple[Any, Device], form: ReasonForm, status: int = 200) -> Any:
    return web.page("devices/owed.html", "owed", status=status, debt=found[0], device=found[1], form=form)


def _swaps(form: ScanForm, status: int = 200, reason: Refused | None = None) -> Any:
    wanted = request.args.get("lage", "")
    state = wanted if wanted in STATES else RenewalState.DRAFT.value
    after = request.args.get("efter", "0")
    rows = renewals.followed(
        web.session(), visitor(), state, int(after) if after.isdecimal() and after.isascii() else 0
    )
    more = len(rows) > renewals.PAGE
    rows = rows[: renewals.PAGE]
    return web.page(
        "devices/swaps.html", "swaps", status=status, rows=rows, state=state, form=form, reason=reason,
        excuses=renewals.excuses(web.session(), visitor()), keeps=editing.keeps(visitor()),
        older=flask.url_for("devices.swaps", lage=state, efter=rows[-1].id) if more else "",
        tabs=[_tab(key, state) for key in STATES],
    )  # fmt: skip


def _tab(key: str, state: str) -> dict[str, object]:
    url = flask.url_for("devices.swaps", lage=key)
    return {"title": say(f"renewing.state.{key}"), "url": url, "current": key == state}
