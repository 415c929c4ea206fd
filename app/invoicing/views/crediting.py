"""The doors of a credit note: which lines, how much, and why."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from wtforms.validators import ValidationError

from app import web
from app.invoicing import actions
from app.invoicing.forms import CreditForm
from app.invoicing.queries import one
from app.invoicing.queries.one import Found, Told
from app.invoicing.queries.reach import demand
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/ekonomi/fakturor/<string:number>/kreditera")
@web.door("finance")
def credit(number: str) -> Any:
    """The form: all that is left, or an amount on some lines."""
    found, told = _found(number)
    return _form(found, told, CreditForm(data={"token": secrets.token_urlsafe(16)}))


@blueprint.post("/ekonomi/fakturor/<string:number>/kreditera")
@web.door("finance")
def make_credit(number: str) -> Any:
    """Make the credit note."""
    (found, told), form = _found(number), CreditForm(request.form)
    if not form.validate():
        return _form(found, told, form, status=422)
    try:
        amounts = form.amounts({each.line.id: each.left for each in told.lines}, request.form.get)
        wanted = actions.Credit(form.token.data or "", form.reason.data or "", amounts)
        note = actions.credit(web.session(), found.row, wanted, actor=visitor().actor, at=web.now())
    except ValidationError as wrong:
        return _form(found, told, form, status=422, error=str(wrong))
    except Refused as refused:
        return _form(found, told, form, status=422, error=say(refused.key, **refused.params))
    web.say_next(say("invoicing.done.credited", number=note.number))
    return web.see_other("invoicing.invoice", number=note.number)


def _found(number: str) -> tuple[Found, Told]:
    found = one.by_number(web.session(), visitor(), number)
    demand(visitor())
    if found.row.document == "credit":
        raise Refused("invoicing.refused.credit_of_credit")
    return found, one.told_of(web.session(), found.row)


def _form(found: Found, told: Told, form: CreditForm, *, status: int = 200, error: str = "") -> Any:
    return web.page(
        "invoicing/credit.html", status=status, row=found.row, told=told, form=form, error=error, typed=request.form
    )
