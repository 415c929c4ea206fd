"""The buyer's doors: ask, say that it is sent, or keep it after all."""

from __future__ import annotations

import secrets
from typing import Any

import flask
from flask import request

from app import web
from app.refusal import Refused
from app.ware_returns import actions, queries
from app.ware_returns.forms import AskForm, CreditForm, SentForm
from app.ware_returns.models import WareReturn
from app.ware_returns.queries import Offered
from app.ware_returns.views.doors import blueprint, visitor
from app.words import say
from catalogue.rights import may
from catalogue.ware_returns import Reason


@blueprint.get("/bestallningar/<string:number>/rader/<int:line>/returnera")
@web.door("orders.own")
def send_back(number: str, line: int) -> Any:
    """The form for what goes back."""
    found = queries.offered(web.session(), visitor(), number, line)
    return _form(found, AskForm(data={"quantity": found.left, "token": secrets.token_urlsafe(16)}))


@blueprint.post("/bestallningar/<string:number>/rader/<int:line>/returnera")
@web.door("orders.own")
def ask(number: str, line: int) -> Any:
    """Ask the supplier to take it back."""
    me, form = visitor(), AskForm(request.form)
    found = queries.offered(web.session(), me, number, line)
    if not form.validate():
        return _form(found, form, 422)
    wanted = actions.Wanted(
        form.quantity.data or 0, Reason(form.reason.data), form.text.data or "", form.token.data or number
    )
    try:
        row = actions.ask(web.session(), me, number, line, wanted=wanted, at=web.now())
    except Refused as reason:
        return _form(found, form, 422, reason)
    web.say_next(say("ware_returns.done.asked", number=row.number))
    return web.see_other("ware_returns.one", number=row.number)


@blueprint.get("/returer/<string:number>")
@web.door("orders.own")
def one(number: str) -> Any:
    """Where a return stands."""
    row = queries.of_number(web.session(), visitor(), number)
    return page_of(row)


@blueprint.post("/returer/<string:number>")
@web.door("orders.own")
def act(number: str) -> Any:
    """Say that it is sent, or that it stays (`atgard`)."""
    me, word = visitor(), request.form.get("atgard", "")
    row = queries.mine(web.session(), me, number, hold=True)
    form = SentForm(request.form)
    if word == "skickad" and form.validate():
        done = actions.hand_in(web.session(), row, form.tracking.data or "", actor=me.actor, at=web.now())
        key = "handed_in"
    elif word == "avbryt":
        done = actions.cancel(web.session(), row, actor=me.actor, at=web.now())
        key = "cancelled"
    else:
        raise Refused("ware_returns.refused.nothing")
    web.say_next(say(f"ware_returns.done.{key if done else 'again'}"))
    return web.see_other("ware_returns.one", number=number)


def page_of(row: WareReturn, status: int = 200, credit: CreditForm | None = None, reason: Refused | None = None) -> Any:
    """The page of a return for the buyer and for those who wait for the credit."""
    me, told = visitor(), queries.story(web.session(), row)
    return web.page(
        "ware_returns/return.html",
        status=status,
        told=told,
        row=row,
        sent=SentForm(),
        credit=credit or CreditForm(),
        reason=reason,
        mine=me.id == row.requested_by,
        credits=may("ware_returns.credit", me.roles),
        back=flask.url_for("ware_returns.follow") if may("ware_returns.follow", me.roles) else "",
    )


def _form(found: Offered, form: AskForm, status: int = 200, reason: Refused | None = None) -> Any:
    today = web.today()
    open_for = found.reasons(today)
    return web.page(
        "ware_returns/ask.html",
        status=status,
        found=found,
        form=form,
        reason=reason,
        hindered=say(f"ware_returns.hindered.{found.hindered}", name=found.line.name) if found.hindered else "",
        late=not open_for and not found.hindered,
        days=[(say(f"ware_returns.reason.{each}"), found.last_day(each)) for each in Reason],
    )
