"""The partner's doors: what comes back, that it has come, and that it is not taken back."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.fields import whole_number
from app.refusal import Refused
from app.ware_returns import actions, queries
from app.ware_returns.forms import RefusalForm
from app.ware_returns.models import WareReturn
from app.ware_returns.views.doors import blueprint, visitor
from app.words import say


@blueprint.get("/partner/returer")
@web.door("partner.orders")
def coming_back() -> Any:
    """What comes back to my company."""
    rows, following = queries.partner_list(web.session(), visitor(), before_of(request.args.get("fore", "")))
    older = flask.url_for("ware_returns.coming_back", fore=following) if following else ""
    return web.page("ware_returns/partner_list.html", rows=rows, older=older)


@blueprint.get("/partner/returer/<string:number>")
@web.door("partner.orders")
def to_us(number: str) -> Any:
    """One return to my company."""
    return _page(queries.of_supplier(web.session(), visitor(), number))


@blueprint.post("/partner/returer/<string:number>")
@web.door("partner.orders")
def answer(number: str) -> Any:
    """Say that it has come, or that it is not taken back (`atgard`)."""
    me, word, form = visitor(), request.form.get("atgard", ""), RefusalForm(request.form)
    row = queries.of_supplier(web.session(), me, number, hold=True)
    if word == "framme":
        done, key = actions.receive(web.session(), row, actor=me.actor, at=web.now()), "received"
    elif word == "avvisa":
        if not form.validate():
            return _page(row, 422, form)
        if not form.why.data:
            form.why.errors = [say("ware_returns.refused.why")]
            return _page(row, 422, form)
        done, key = actions.refuse(web.session(), row, form.why.data, actor=me.actor, at=web.now()), "refused"
    else:
        raise Refused("ware_returns.refused.nothing")
    web.say_next(say(f"ware_returns.done.{key if done else 'again'}"))
    return web.see_other("ware_returns.to_us", number=number)


def before_of(text: str) -> int:
    """The id to go on before; 0 for what is none."""
    try:
        return whole_number(text) if text else 0
    except ValueError:
        return 0


def _page(row: WareReturn, status: int = 200, form: RefusalForm | None = None) -> Any:
    told = queries.story(web.session(), row)
    return web.page("ware_returns/partner.html", status=status, told=told, row=row, form=form or RefusalForm())
