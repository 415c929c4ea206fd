"""The doors of one document: its page, its kept bytes, and where it stands."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import web
from app.invoicing import actions
from app.invoicing.forms import MoveForm
from app.invoicing.models import State
from app.invoicing.queries import one
from app.invoicing.queries.reach import acts, demand
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say

TYPES = {"pdf": "application/pdf", "xml": "application/xml"}
MOVES = {"lamnad": State.HANDED_OVER, "levererad": State.DELIVERED, "stoppad": State.FAILED}
AGAIN = "igen"


@blueprint.get("/ekonomi/fakturor/<string:number>")
@web.door("finance.read")
def invoice(number: str) -> Any:
    """A document with its lines, its steps and what belongs with it."""
    return _page(number)


@blueprint.get("/ekonomi/fakturor/<string:number>/pdf")
@web.door("finance.read")
def pdf(number: str) -> Any:
    """The paper as it was made."""
    return _kept(number, "pdf", "inline")


@blueprint.get("/ekonomi/fakturor/<string:number>/xml")
@web.door("finance.read")
def xml(number: str) -> Any:
    """The e-invoice as it was made."""
    return _kept(number, "xml", "attachment")


@blueprint.post("/ekonomi/fakturor/<string:number>")
@web.door("finance")
def move(number: str) -> Any:
    """Say where a document stands (`atgard`): handed over, delivered, not delivered, to be sent again."""
    me, word, form = visitor(), request.form.get("atgard", ""), MoveForm(request.form)
    found = one.by_number(web.session(), me, number)
    demand(me)
    if not form.validate():
        return _page(number, 422, form)
    if word == AGAIN:
        actions.send_again(web.session(), found.row, actor=me.actor, at=web.now())
        state = State.VALIDATED
    elif word in MOVES:
        state = MOVES[word]
        actions.tell(web.session(), found.row, state, form.message.data or "", actor=me.actor, at=web.now())
    else:
        raise Refused("invoicing.refused.nothing")
    web.say_next(say(f"invoicing.done.{state}"))
    return web.see_other("invoicing.invoice", number=number)


def _page(number: str, status: int = 200, form: MoveForm | None = None) -> Any:
    me = visitor()
    found = one.by_number(web.session(), me, number)
    told = one.told_of(web.session(), found.row)
    original = next((row for row in told.related if row.id == found.row.credits_id), None)
    return web.page(
        "invoicing/invoice.html",
        status=status,
        row=found.row,
        standing=found.standing,
        told=told,
        original=original,
        notes=[row for row in told.related if row.credits_id == found.row.id],
        form=form or MoveForm(),
        acts=acts(me),
        passed=any(step.state == State.VALIDATED for step in told.steps),
    )


def _kept(number: str, kind: str, how: str) -> Response:
    found = one.by_number(web.session(), visitor(), number)
    headers = {"Content-Disposition": f'{how}; filename="{number}.{kind}"'}
    return Response(one.paper(web.session(), found.row, kind), mimetype=TYPES[kind], headers=headers)
