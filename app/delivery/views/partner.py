"""The partner's doors: its own orders, the day, on its way, delivered, and the document."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, request

from app import files, history, web
from app.delivery import actions
from app.delivery.actions import talking
from app.delivery.actions.document import PDF, document
from app.delivery.actions.order_xml import XML
from app.delivery.forms import DayForm, MessageForm, PartnerFilter
from app.delivery.models import PartnerOrder
from app.delivery.queries import partner
from app.delivery.views.doors import blueprint, visitor
from app.refusal import Missing, Refused
from app.words import say


@blueprint.get("/partner/bestallningar")
@web.door("partner.orders")
def partner_orders() -> Any:
    """My company's orders, newest first."""
    wanted = PartnerFilter(request.args)
    shows = wanted.shows.data if wanted.shows.data in ("skickade", "alla") else ""
    rows, following = partner.partner_orders(
        web.session(), visitor(), shows=shows or "", text=wanted.words(), before=wanted.place()
    )
    asked: dict[str, Any] = {"visa": shows or None, "q": wanted.words() or None}
    return web.page(
        "delivery/partner_orders.html",
        "orders",
        rows=rows,
        shows=shows,
        text=wanted.words(),
        older=flask.url_for("delivery.partner_orders", **asked, fore=following) if following else "",
        first=flask.url_for("delivery.partner_orders", **asked) if wanted.place() else "",
    )


@blueprint.get("/partner/bestallningar/<string:number>")
@web.door("partner.orders")
def partner_order(number: str) -> Any:
    """One order."""
    return _page(partner.partner_order(web.session(), visitor(), number), DayForm())


@blueprint.post("/partner/bestallningar/<string:number>")
@web.door("partner.orders")
def answer_order(number: str) -> Any:
    """Confirm with a day, mark as sent or as delivered (`atgard`)."""
    found = partner.partner_order(web.session(), visitor(), number)
    word = request.form.get("atgard", "")
    if word == "bekrafta":
        return _confirm(found)
    if word == "fraga":
        return _ask(found)
    if word == "skickad":
        actions.mark_shipped(web.session(), found, actor=visitor().actor, at=web.now())
        web.say_next(say("delivery.done.shipped"))
    elif word == "levererad":
        count = actions.mark_delivered(web.session(), found, actor=visitor().actor, at=web.now())
        web.say_next(say("delivery.done.delivered", count=count) if count else say("delivery.done.delivered_none"))
    else:
        raise Refused("delivery.refused.verb")
    return web.see_other("delivery.partner_order", number=number)


@blueprint.get("/partner/bestallningar/<string:number>/pdf")
@web.door("partner.orders")
def partner_pdf(number: str) -> Any:
    """The order as a document; the kept one when it has been sent."""
    found = partner.partner_order(web.session(), visitor(), number)
    kept = files.get(web.session(), web.config().files_dir, found.file_key) if found.file_key else None
    data = kept[1] if kept else _draft(found)
    disposition = f'attachment; filename="{found.number}.pdf"'
    return Response(
        data, mimetype=PDF, headers={"Content-Disposition": disposition, "Content-Security-Policy": "sandbox"}
    )


@blueprint.get("/partner/bestallningar/<string:number>/xml")
@web.door("partner.orders")
def partner_xml(number: str) -> Any:
    """The order as Peppol Order; raises Missing for one that cannot be."""
    found = partner.partner_order(web.session(), visitor(), number)
    return xml_file(found.number, actions.peppol_order(web.session(), found, folder=web.config().files_dir).order)


def xml_file(name: str, data: bytes | None) -> Response:
    """A Peppol document to keep; raises Missing when there is none."""
    if data is None:
        raise Missing
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.xml"',
        "Content-Security-Policy": "sandbox",
    }
    return Response(data, mimetype=XML, headers=headers)


def _draft(found: PartnerOrder) -> bytes:
    lines = [line.row for line in partner.partner_lines(web.session(), found.id)]
    return document(found, partner.supplier_of(web.session(), found.supplier_id), lines)


def _confirm(found: PartnerOrder) -> Any:
    form = DayForm(request.form)
    if not form.validate():
        return _page(found, form, status=422)
    me, today = visitor(), web.today()
    try:
        if form.day.data is None:
            raise Refused("delivery.refused.day_missing")
        actions.confirm_day(web.session(), found, form.day.data, today=today, actor=me.actor, at=web.now())
    except Refused as refused:
        if not refused.key.startswith("delivery.refused.day"):
            raise
        form.day.errors = [say(refused.key, **refused.params)]
        return _page(found, form, status=422)
    web.say_next(say("delivery.done.day"))
    return web.see_other("delivery.partner_order", number=found.number)


def _ask(found: PartnerOrder) -> Any:
    form = MessageForm(request.form)
    if not form.validate():
        return _page(found, DayForm(), 422, message=form)
    actions.ask(web.session(), found, form.text.data, actor=visitor().actor, at=web.now())
    web.say_next(say("parcels.done.asked"))
    return web.see_other("delivery.partner_order", number=found.number)


def _page(found: PartnerOrder, form: DayForm, status: int = 200, message: MessageForm | None = None) -> Any:
    return web.page(
        "delivery/partner_order.html",
        "order",
        status=status,
        found=found,
        lines=partner.partner_lines(web.session(), found.id),
        events=history.of(web.session(), "partner_order", found.id),
        talk=talking.talk(web.session(), found.id),
        message=message or MessageForm(),
        form=form,
    )
