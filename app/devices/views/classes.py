"""The door of orders for whole school classes."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.devices import actions
from app.devices.actions.classes import KINDS
from app.devices.forms.classes import ClassesForm
from app.devices.queries import classes, offers
from app.devices.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say
from catalogue.terms import Segment


@blueprint.get("/skola/bestall")
@web.door("pupils.order")
def classes_form() -> Any:
    """Which classes need devices."""
    chosen = request.args.get("skola", "")
    return _page(_form(None, int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0))


@blueprint.post("/skola/bestall")
@web.door("pupils.order")
def order_classes() -> Any:
    """Place the order: a line for each class."""
    typed = request.form.get("skola", "")
    form = _form(request.form, int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0)
    if not form.validate():
        return _page(form, 422)
    try:
        order = actions.order_for_classes(
            web.session(), visitor(), form.classes, form.val.data,
            unit_id=form.skola.data, workplace_id=form.plats.data, needed_by=form.dag.data,
            token=form.token.data or "", at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(form, 422, reason=refused)
    web.say_next(say("classes.done", count=sum(each.count for each in form.classes)))
    return web.see_other("orders.order", number=order.number)


def _form(sent: Any, unit_id: int) -> ClassesForm:
    schools = classes.schools(web.session(), visitor())
    known = {key for key, _ in schools}
    chosen = unit_id if unit_id in known else (schools[0][0] if schools else 0)
    form = ClassesForm(sent, data=None if sent else {"skola": chosen, "token": secrets.token_urlsafe(16)})
    form.skola.choices = [SelectChoice(key, name) for key, name in schools]
    form.val.choices, form.plats.choices = [], []
    if chosen:
        there = offers.standing_in(web.session(), visitor(), chosen)
        found = [each for kind in KINDS for each in offers.offered(web.session(), there, kind, web.today())]
        form.val.choices = [SelectChoice(each.product.slug, each.product.name) for each in found]
        form.summaries = {each.product.slug: each.product.summary for each in found}
        form.plats.choices = [
            SelectChoice(place.id, f"{place.label}, {place.hint}") for place in offers.places(web.session(), chosen)
        ]
        form.reused = offers.on_shelf(
            web.session(), organisation_id=there.organisation_id, device_class="computer", segment=Segment.PUPIL.value
        )
    return form


def _page(form: ClassesForm, status: int = 200, **context: Any) -> Any:
    return web.page("devices/classes.html", status=status, form=form, **context)
