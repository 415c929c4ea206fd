"""The doors of those who wait for the credit, and of those who keep suppliers' terms."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.delivery.queries.documents import suppliers
from app.refusal import Refused
from app.ware_returns import actions, queries
from app.ware_returns.forms import CreditForm, TermsForm
from app.ware_returns.queries.terms import all_terms
from app.ware_returns.views.asking import page_of
from app.ware_returns.views.doors import blueprint, visitor
from app.ware_returns.views.partner import before_of
from app.words import say
from catalogue.ware_returns import Terms


@blueprint.get("/it/returer")
@web.door("ware_returns.follow")
def follow() -> Any:
    """What is on its way back, and what is to be credited."""
    every = request.args.get("visa") == "alla"
    me, asked = visitor(), {"visa": "alla"} if request.args.get("visa") == "alla" else {}
    rows, following = queries.awaited(web.session(), me, every=every, before=before_of(request.args.get("fore", "")))
    return web.page(
        "ware_returns/list.html",
        rows=rows,
        every=every,
        total=queries.awaited_sum(web.session(), me),
        older=flask.url_for("ware_returns.follow", **asked, fore=following) if following else "",  # type: ignore[arg-type]  # words for words
    )


@blueprint.post("/it/returer/<string:number>")
@web.door("ware_returns.credit")
def credit(number: str) -> Any:
    """Register the supplier's credit note."""
    me, form = visitor(), CreditForm(request.form)
    row = queries.of_number(web.session(), me, number, hold=True)
    if not form.validate():
        return page_of(row, 422, form)
    try:
        done = actions.credit(
            web.session(), row, note=form.note.data, amount=form.amount.data or 0, actor=me.actor, at=web.now()
        )
    except Refused as reason:
        if reason.key != "ware_returns.refused.credit":
            raise
        return page_of(row, 422, form, reason)
    web.say_next(say(f"ware_returns.done.{'credited' if done else 'again'}"))
    return web.see_other("ware_returns.one", number=number)


@blueprint.get("/redigera/returvillkor")
@web.door("catalogue.edit")
def terms() -> Any:
    """What each supplier takes back."""
    return _terms()


@blueprint.post("/redigera/returvillkor/<int:supplier_id>")
@web.door("catalogue.edit")
def set_terms(supplier_id: int) -> Any:
    """Write a supplier's terms down."""
    form = TermsForm(request.form, prefix="")
    if not form.validate():
        return _terms(422, supplier_id, form)
    wanted = Terms(form.wrong.data or 0, form.unwanted.data or 0, (form.fee.data or 0) * 100)
    actions.set_terms(
        web.session(), supplier_id, wanted, address=form.address.data or "", actor=visitor().actor, at=web.now()
    )
    web.say_next(say("ware_returns.done.terms"))
    return web.see_other("ware_returns.terms")


def _terms(status: int = 200, faulty: int = 0, sent: TermsForm | None = None) -> Any:
    known = all_terms(web.session())
    rows = []
    for supplier_id, name in suppliers(web.session()):
        own = known.get(supplier_id)
        data = queries.terms_of(own)
        shown = {"wrong": data.wrong_days, "unwanted": data.unwanted_days, "fee": data.fee // 100,
                 "address": own.address if own else ""}  # fmt: skip
        form = sent if sent is not None and supplier_id == faulty else TermsForm(data=shown)
        rows.append((supplier_id, name, own is not None, form))
    return web.page("ware_returns/terms.html", status=status, rows=rows, faulty=sent)
