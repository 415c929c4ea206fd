"""Doors to the partner's price lists: send in, look, go ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import limits, web
from app.assortment import actions
from app.assortment.forms.prices import ApplyForm, PriceListForm
from app.assortment.queries import editing
from app.assortment.queries import prices as queries
from app.assortment.views.doors import ROOT, blueprint, visitor
from app.refusal import Changed, Refused
from app.sheets import MOST_BYTES
from app.words import say

HOUR = dt.timedelta(hours=1)
# Room for the form around the file.
web.roomy["assortment.send_prices"] = MOST_BYTES + 64 * 1024


@blueprint.get("/redigera/priser")
@web.door("catalogue.edit")
def prices() -> Any:
    """Send in a price list."""
    return _page(_form())


@blueprint.post("/redigera/priser")
@web.door("catalogue.edit")
def send_prices() -> Any:
    """Try a list without changing anything, and keep it to go on with."""
    me, form, upload = visitor(), _form(request.form), request.files.get("fil")
    limits.spend(web.session(), f"prices:{me.id}", most=60, per=HOUR, now=web.now())
    if not form.validate():
        return _page(form, 422)
    if upload is None or not upload.filename:
        return _page(form, 422, reason=Refused("fields.file.missing"))
    with upload.stream:
        data = upload.stream.read(MOST_BYTES + 1)
    named = {"article": form.artikel.data or "", "price": form.pris.data or ""}
    try:
        found = actions.plan_prices(web.session(), data, form.leverantor.data, columns=named)
    except Refused as reason:
        return _page(form, 422, reason=reason)
    if found.faults:
        return _page(form, 422, faults=found.faults)
    row = actions.keep_prices(
        web.session(), data, found,
        supplier_id=form.leverantor.data, file_name=upload.filename, me=me.id, at=web.now(),
    )  # fmt: skip
    return web.see_other("assortment.shown_prices", list_id=row.id)


@blueprint.get("/redigera/priser/<int:list_id>")
@web.door("catalogue.edit")
def shown_prices(list_id: int) -> Any:
    """What a list would do, or has done."""
    return _shown(list_id)


@blueprint.post("/redigera/priser/<int:list_id>/genomfor")
@web.door("catalogue.edit")
def apply_prices(list_id: int) -> Any:
    """Do exactly what was shown."""
    row, form = queries.price_list(web.session(), list_id, hold=True), ApplyForm(request.form)
    digest = (form.digest.data or "") if form.validate() else ""
    try:
        actions.apply_prices(web.session(), row, digest=digest, actor=visitor().actor, at=web.now())
    except Changed as reason:
        return _shown(list_id, 409, reason)
    web.say_next(say("pricing.saved"))
    return web.see_other("assortment.shown_prices", list_id=list_id)


def _form(sent: Any = None) -> PriceListForm:
    form = PriceListForm(sent)
    form.leverantor.choices = editing.suppliers(web.session())
    return form


def _page(form: PriceListForm, status: int = 200, **context: Any) -> Any:
    rows = queries.price_lists(web.session())
    return web.page("assortment/prices.html", status=status, form=form, rows=rows, trail=ROOT, **context)


def _shown(list_id: int, status: int = 200, reason: Refused | None = None) -> Any:
    row = queries.price_list(web.session(), list_id)
    return web.page(
        "assortment/price_list.html", status=status, row=row, shown=row.shown, kept=row.content is not None,
        reason=reason, trail=[*ROOT, (say("pricing.title"), "/redigera/priser")],
    )  # fmt: skip
