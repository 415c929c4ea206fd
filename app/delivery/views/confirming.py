"""The people of an order say that it has come, and answer what the supplier offers instead."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.delivery import actions
from app.delivery.actions.holding import hold
from app.delivery.queries.receipt import my_line
from app.delivery.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say

ANSWERS = {"ja": "yes", "vanta": "wait", "avbestall": "cancel"}


@blueprint.post("/bestallningar/<string:number>/erbjudanden/<int:offer_id>")
@web.door("orders.own")
def answer_offer(number: str, offer_id: int) -> Any:
    """Take what the supplier offers instead, wait, or do without (`svar`)."""
    answer = ANSWERS.get(request.form.get("svar", ""))
    if answer is None:
        raise Refused("delivery.refused.verb")
    came, name = actions.answer_offer(web.session(), visitor(), number, offer_id, answer=answer, at=web.now())
    web.say_next(say(f"parcels.done.{came}", name=name))
    return web.see_other("orders.order", number=number)


@blueprint.post("/bestallningar/<string:number>/rader/<int:line_id>/mottagen")
@web.door("orders.own")
def confirm_receipt(number: str, line_id: int) -> Any:
    """Close a line of an order that I placed or that is for me."""
    me = visitor()
    of = hold(web.session(), my_line(web.session(), me, number, line_id))
    actions.confirm(web.session(), of, actor=me.actor, at=web.now())
    web.say_next(say("delivery.done.confirmed", name=of[0].name))
    return web.see_other("orders.order", number=number)
