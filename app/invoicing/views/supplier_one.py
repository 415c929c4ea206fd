"""Doors to one supplier invoice: side by side with its order, and what may be done with it."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.invoicing.actions import supplier_invoices as actions
from app.invoicing.models.supplier import PAID, SupplierInvoice
from app.invoicing.queries import supplier_found as queries
from app.invoicing.views.supplier_doors import LIST, blueprint, download, number_of, visitor
from app.invoicing.views.supplier_forms import CloseForm, CreditForm, PointForm
from app.refusal import Missing, Refused
from app.words import say
from catalogue.matching import OPEN
from catalogue.rights import may

JSON, XML = "application/json", "application/xml"


@blueprint.get(f"{LIST}/<string:number>")
@web.door("finance.read")
def invoice(number: str) -> Any:
    """An invoice beside order and receipt, line by line."""
    return _page(queries.invoice_of(web.session(), visitor(), number))


@blueprint.get(f"{LIST}/<string:number>/original")
@web.door("finance.read")
def original(number: str) -> Any:
    """The invoice as it came, byte for byte."""
    found = queries.invoice_of(web.session(), visitor(), number)
    ending, kind = ("json", JSON) if found.source == "typed" else ("xml", XML)
    return download(found.content, f"{found.number}.{ending}", kind)


@blueprint.post(f"{LIST}/<string:number>")
@web.door("finance")
def work(number: str) -> Any:
    """Match again, say where a line belongs, ask for a credit note, close (`atgard`)."""
    found = queries.kept_invoice(web.session(), visitor(), number)
    verb = VERBS.get(request.form.get("atgard", ""))
    if verb is None:
        raise Missing
    return verb(found)


def _match(found: SupplierInvoice) -> Any:
    actions.match_anew(web.session(), found, actor=visitor().actor, at=web.now())
    return _done(found, "matched")


def _point(found: SupplierInvoice) -> Any:
    form = PointForm(request.form)
    position = number_of(request.form.get("rad"))
    if not form.validate():
        return _page(found, 422, point=(position, form))
    to = (form.order.data or "", form.line.data or 0)
    try:
        done = actions.point(web.session(), found, position, to, actor=visitor().actor, at=web.now())
    except Refused as reason:
        if reason.key != "supplier_invoices.refused.no_line":
            raise
        return _page(found, 422, reason=reason)
    return _done(found, "pointed" if done else "again", order=to[0].upper())


def _ask(found: SupplierInvoice) -> Any:
    form = CreditForm(request.form)
    if not form.validate():
        return _page(found, 422, credit=form)
    done = actions.ask_credit(web.session(), found, form.text.data or "", actor=visitor().actor, at=web.now())
    return _done(found, "asked" if done else "again")


def _close(found: SupplierInvoice) -> Any:
    form = CloseForm(request.form)
    if not form.validate():
        return _page(found, 422, closing=form)
    paid = form.outcome.data == PAID
    done = actions.close(web.session(), found, form.reason.data or "", paid=paid, actor=visitor().actor, at=web.now())
    return _done(found, "closed" if done else "again")


VERBS = {"prova": _match, "koppla": _point, "kredit": _ask, "avsluta": _close}


def _done(found: SupplierInvoice, what: str, **params: str) -> Any:
    web.say_next(say(f"supplier_invoices.done.{what}", **params))
    return web.see_other("supplier_invoices.invoice", number=found.number)


def _page(
    found: SupplierInvoice, status: int = 200, *, closing: CloseForm | None = None, credit: CreditForm | None = None,
    point: tuple[int, PointForm] | None = None, reason: Refused | None = None,
) -> Any:  # fmt: skip
    return web.page(
        "invoicing/supplier_invoice.html",
        status=status,
        told=queries.told_of(web.session(), found),
        row=found,
        keeps=may("finance", visitor().roles),
        is_open=found.state in OPEN,
        closing=closing or CloseForm(),
        credit=credit or CreditForm(),
        pointed=point or (0, PointForm()),
        reason=reason,
    )
