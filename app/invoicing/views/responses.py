"""The door where a customer's answer is read in by hand."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.invoicing import actions
from app.invoicing.queries.reach import demand
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Refused
from app.ubl import MOST_BYTES
from app.words import say


@blueprint.get("/ekonomi/fakturor/svar")
@web.door("finance")
def response() -> Any:
    """The form for the file."""
    demand(visitor())
    return _form()


@blueprint.post("/ekonomi/fakturor/svar")
@web.door("finance")
def take_in() -> Any:
    """Read it in; twice does no harm."""
    me, file = visitor(), request.files.get("fil")
    demand(me)
    data = file.read(MOST_BYTES + 1) if file else b""
    if not data:
        return _form(say("invoicing.form.needed.file"))
    try:
        taken = actions.take_in(web.session(), data, actor=me.actor, at=web.now())
    except Refused as refused:
        return _form(say(refused.key, **refused.params))
    code = say(f"invoicing.response.{taken.code}")
    done = say("invoicing.done.response", number=taken.number, response=code)
    web.say_next(done if taken.is_new else say("invoicing.done.response_again"))
    return web.see_other("invoicing.invoice", number=taken.number)


def _form(error: str = "") -> Any:
    return web.page("invoicing/response.html", status=422 if error else 200, error=error)
