"""The recipient says that it has come."""

from __future__ import annotations

from typing import Any

from app import web
from app.delivery import actions
from app.delivery.actions.holding import hold
from app.delivery.queries.receipt import my_line
from app.delivery.views.doors import blueprint, visitor
from app.words import say


@blueprint.post("/bestallningar/<string:number>/rader/<int:line_id>/mottagen")
@web.door("orders.own")
def confirm_receipt(number: str, line_id: int) -> Any:
    """Close a line of an order that I placed or that is for me."""
    me = visitor()
    of = hold(web.session(), my_line(web.session(), me, number, line_id))
    actions.confirm(web.session(), of, actor=me.actor, at=web.now())
    web.say_next(say("delivery.done.confirmed", name=of[0].name))
    return web.see_other("orders.order", number=number)
