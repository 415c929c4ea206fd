"""The partner's doors to what it sends and says line by line; and IT's page of a partner order, with the talk."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import history, web
from app.delivery import actions
from app.delivery.actions import talking
from app.delivery.actions.matching import Known, lines_of
from app.delivery.actions.reading import Answered, Content, Where
from app.delivery.actions.work import registers
from app.delivery.forms import AnswerForm, MessageForm, SendingForm, lines_typed
from app.delivery.models import PartnerOrder
from app.delivery.queries import partner, shipments
from app.delivery.views.doors import blueprint, visitor
from app.refusal import Missing, Refused
from app.words import say

PLACE = "/partner/bestallningar/<string:number>"


@blueprint.get(f"{PLACE}/skicka")
@web.door("partner.orders")
def partner_send(number: str) -> Any:
    """What is left to send of an order, to be filled in."""
    found = partner.partner_order(web.session(), visitor(), number)
    return _sending(found, _lines(found), SendingForm())


@blueprint.post(f"{PLACE}/skicka")
@web.door("partner.orders")
def partner_sent(number: str) -> Any:
    """Announce what was typed or scanned."""
    found, me = partner.partner_order(web.session(), visitor(), number), visitor()
    lines, form = _lines(found), SendingForm(request.form)
    if not form.validate():
        return _sending(found, lines, form, 422)
    try:
        sent = lines_typed(request.form, lines)
        if not sent:
            raise Refused("parcels.refused.nothing")
        content = Content("dispatch", reference=form.number.data, tracking=form.tracking.data or "", sent=sent)
        row, faults = actions.send_typed(
            web.session(), found.supplier_id, content, actor=me.actor, today=web.today(), at=web.now()
        )
    except Refused as reason:
        return _sending(found, lines, form, 422, faults=[say(reason.key, **reason.params)])
    if row is None:
        return _sending(found, lines, form, 422, faults=list(faults))
    web.say_next(say("parcels.done.sent", number=form.number.data))
    return web.see_other("delivery.partner_order", number=number)


@blueprint.get(f"{PLACE}/rader/<int:position>")
@web.door("partner.orders")
def partner_line(number: str, position: int) -> Any:
    """What the partner may say of one line."""
    found = partner.partner_order(web.session(), visitor(), number)
    return _line(found, _known(found, position), AnswerForm())


@blueprint.post(f"{PLACE}/rader/<int:position>")
@web.door("partner.orders")
def partner_answer_line(number: str, position: int) -> Any:
    """Say it: another day, back-ordered, something else instead, or no."""
    found, me = partner.partner_order(web.session(), visitor(), number), visitor()
    known, form = _known(found, position), AnswerForm(request.form)
    if not form.validate() or not _has_day(form):
        return _line(found, known, form, 422)
    reference = f"{number}-{position}-{web.now():%Y%m%d%H%M%S}"
    content = Content("answer", reference=reference, answers=[_answered(known, form)])
    row, faults = actions.send_typed(
        web.session(), found.supplier_id, content, actor=me.actor, today=web.today(), at=web.now()
    )
    if row is None:
        return _line(found, known, form, 422, faults=list(faults))
    web.say_next(say("parcels.done.told"))
    return web.see_other("delivery.partner_order", number=number)


@blueprint.get("/it/leverantorsbestallningar/<string:number>")
@web.door("goods.receive")
def our_order(number: str) -> Any:
    """A partner order as IT sees it."""
    return _ours(partner.any_partner_order(web.session(), number), MessageForm())


@blueprint.post("/it/leverantorsbestallningar/<string:number>")
@web.door("goods.receive")
def answer_partner(number: str) -> Any:
    """Answer the partner, or ask it something."""
    found, form = partner.any_partner_order(web.session(), number), MessageForm(request.form)
    if not form.validate():
        return _ours(found, form, 422)
    actions.reply(web.session(), found, form.text.data, actor=visitor().actor, at=web.now())
    web.say_next(say("parcels.done.answered"))
    return web.see_other("delivery.our_order", number=number)


def _lines(found: PartnerOrder) -> list[Known]:
    return lines_of(web.session(), found.supplier_id, [found.number]).of(found.number)


def _known(found: PartnerOrder, position: int) -> Known:
    known = next((each for each in _lines(found) if each.row.position == position), None)
    if known is None:
        raise Missing
    return known


def _has_day(form: AnswerForm) -> bool:
    """Whether a promise has its day; says so beside the field otherwise."""
    if form.said.data == "promised" and form.day.data is None:
        form.day.errors = [say("delivery.refused.day_missing")]
    return not form.day.errors


def _answered(known: Known, form: AnswerForm) -> Answered:
    """What the form says of a line, as a row of an answer."""
    where = Where(known.partner_order.number, known.row.position, place=known.line.name)
    match form.said.data:
        case "no":
            return Answered(where, "refused")
        case "later":
            now = form.now.data or 0
            later = known.line.quantity - known.line.received_quantity - now
            status = "changed" if now else "backordered"
            quantity = now + known.line.received_quantity
            return Answered(where, status, quantity, max(0, later), form.day.data, form.later_day.data)
        case "instead":
            return Answered(
                where, "changed", form.now.data or None, 0, form.day.data, None, form.price.data,
                form.article.data or "", form.name_.data or "",
            )  # fmt: skip
        case _:
            return Answered(where, "ordered", None, 0, form.day.data)


def _sending(
    found: PartnerOrder, lines: list[Known], form: SendingForm, status: int = 200, *, faults: list[str] | None = None
) -> Any:
    return web.page(
        "delivery/partner_send.html",
        "send",
        status=status,
        found=found,
        form=form,
        faults=faults or [],
        lines=[(known, registers(known.line), request.form.get(f"rad-{known.row.position}", "")) for known in lines],
    )


def _line(
    found: PartnerOrder, known: Known, form: AnswerForm, status: int = 200, *, faults: list[str] | None = None
) -> Any:
    return web.page(
        "delivery/partner_line.html", "line", status=status, found=found, known=known, form=form, faults=faults or []
    )


def _ours(found: PartnerOrder, form: MessageForm, status: int = 200) -> Any:
    session = web.session()
    return web.page(
        "delivery/our_order.html",
        "order",
        status=status,
        found=found,
        form=form,
        supplier=partner.supplier_of(session, found.supplier_id),
        lines=partner.partner_lines(session, found.id),
        sendings=shipments.of_partner_order(session, found.id),
        talk=talking.talk(session, found.id),
        address=flask.url_for("delivery.answer_partner", number=found.number),
        events=history.of(session, "partner_order", found.id),
    )
