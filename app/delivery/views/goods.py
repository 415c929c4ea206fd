"""Goods receipt: what is on its way, and taking it in with serial numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flask
from flask import request

from app import web
from app.delivery import actions
from app.delivery.actions.holding import ON_THE_WAY, Of, hold
from app.delivery.actions.receiving import WITH_IMEI
from app.delivery.actions.work import registers
from app.delivery.forms import CountedForm, SearchForm, UnitsForm
from app.delivery.queries import goods, mismatches, worklist
from app.delivery.queries.shipments import announced_units
from app.delivery.views.doors import blueprint, visitor
from app.fields import whole_number
from app.orders.models import OrderLine
from app.refusal import Refused
from app.words import say


@blueprint.get("/it/leveranser")
@web.door("goods.receive")
def awaited() -> Any:
    """What is on its way, with a search."""
    wanted = SearchForm(request.args)
    rows, following = goods.awaited(web.session(), wanted.words(), wanted.place())
    asked: dict[str, Any] = {"q": wanted.words()} if wanted.words() else {}
    return web.page(
        "delivery/awaited.html",
        "awaited",
        rows=rows,
        text=wanted.words(),
        disagreements=mismatches.count_open(web.session()),
        older=flask.url_for("delivery.awaited", **asked, efter=following) if following else "",
        first=flask.url_for("delivery.awaited", **asked) if wanted.place() else "",
    )


@blueprint.get("/it/leveranser/<int:line_id>")
@web.door("goods.receive")
def receipt(line_id: int) -> Any:
    """The form for what came of one line."""
    of = worklist.line_of(web.session(), line_id)
    return _page(of, _form(of[0], of[0].received_quantity, sent=False, filled=_announced(of[0])))


@blueprint.post("/it/leveranser/<int:line_id>")
@web.door("goods.receive")
def receive(line_id: int) -> Any:
    """Take in what came; the devices are in the register when the answer is read."""
    of = hold(web.session(), line_id)
    form = _form(of[0], _already(of[0]), sent=True)
    if not form.form.validate():
        return _page(of, form, status=422)
    arrival = _arrival(of[0], form)
    if arrival is None:
        return _page(of, form, status=422)
    actions.receive(web.session(), of, arrival, actor=visitor().actor, at=web.now())
    web.say_next(say("delivery.done.received", count=arrival.quantity, name=of[0].name))
    if of[0].state == "installing":
        return web.see_other("delivery.install", line_id=line_id)
    if of[0].state in ON_THE_WAY:
        return web.see_other("delivery.receipt", line_id=line_id)
    return web.see_other("delivery.awaited")


def _announced(line: OrderLine) -> list[tuple[str, str, str]]:
    """The numbers that the supplier says are on their way."""
    if not registers(line):
        return []
    units = announced_units(web.session(), line.id)
    return [(unit.serial, unit.imei or "", unit.imei2 or "") for unit in units]


def _form(
    line: OrderLine, already: int, *, sent: bool, filled: Sequence[tuple[str, str, str]] = ()
) -> UnitsForm | CountedForm:
    rows = max(0, line.quantity - already)
    given = request.form if sent else None
    defaults = {"already": already}
    if not registers(line):
        return CountedForm(given, data={**defaults, "quantity": rows or 1})
    return UnitsForm(rows, given, with_imei=line.verdict["device_class"] in WITH_IMEI, already=already, filled=filled)


def _already(line: OrderLine) -> int:
    """How many had come when the form was shown; what cannot be is taken for now."""
    try:
        shown = whole_number(request.form.get("tidigare", ""))
    except ValueError:
        return line.received_quantity
    return min(shown, line.received_quantity)


def _arrival(line: OrderLine, form: UnitsForm | CountedForm) -> actions.Arrival | None:
    """What came, or None with the faults beside their fields."""
    already = _already(line)
    if isinstance(form, CountedForm):
        return actions.Arrival(already, form.quantity.data or 0, note=form.note.data)
    units, faults = actions.read_units(web.session(), form.typed(), line, already=already)
    if not units and not faults:
        faults = {(0, "serial"): Refused("devices.serial.missing")}
    if faults:
        form.blame(faults)
        return None
    return actions.Arrival(already, len(units), units, form.form.note.data)


def _page(of: Of, form: UnitsForm | CountedForm, status: int = 200) -> Any:
    line, order = of
    return web.page(
        "delivery/receipt.html",
        "receipt",
        status=status,
        line=line,
        order=order,
        form=form.form,
        rows=list(form.fields()) if isinstance(form, UnitsForm) else [],
        filled=isinstance(form, UnitsForm) and form.filled,
        counted=isinstance(form, CountedForm),
        open=line.state in ON_THE_WAY,
        left=line.quantity - line.received_quantity,
        partner_order=worklist.partner_number(web.session(), line.id),
    )
