"""Asking for something outside the range: first what the range has, then the form."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict

from app import limits, web
from app.exceptions import actions, queries
from app.exceptions.forms import LookForm, WantForm
from app.exceptions.views.doors import blueprint, visitor
from app.identity.queries import colleagues
from app.refusal import Refused
from app.words import say

MOST_AN_HOUR = 20
MOST_WORDS = 120
ASK = "ansok"


@blueprint.get("/begar/utanfor-sortimentet")
@web.door("order")
def look() -> Any:
    """What the range has that comes near, and then the form; without words my earlier requests."""
    asked = LookForm(request.args)
    words = " ".join((asked.words.data or "")[:MOST_WORDS].split())
    if words and asked.step.data == ASK:
        return _form(WantForm(data={"vad": words, "token": secrets.token_hex(20), "antal": 1}))
    session, me = web.session(), visitor()
    near = queries.nearest(session, me, words, web.today()) if words else []
    return web.page(
        "exceptions/look.html", "look", words=words, near=queries.near_rows(near), mine=queries.mine(session, me),
        of_units=queries.of_units(session, me), findings=queries.findings_of_unit(session, me),
    )  # fmt: skip


@blueprint.post("/begar/utanfor-sortimentet")
@web.door("order")
def send() -> Any:
    """Send it, once."""
    session, me = web.session(), visitor()
    form = WantForm(CombinedMultiDict([request.form, request.files]))
    if number := actions.sent_with(session, me, (form.token.data or "")[:40]):
        return web.see_other("exceptions.one", number=number)
    near = queries.nearest(session, me, (form.vad.data or "")[:MOST_WORDS], web.today())
    if not form.complete(suggested=bool(near)):
        return _form(form, status=422)
    limits.spend(session, f"exception:{me.id}", most=MOST_AN_HOUR, per=dt.timedelta(hours=1), now=web.now())
    try:
        wanted = form.wanted(web.config().files_dir, [each.product.id for each in near])
        made = actions.send(session, me, wanted, at=web.now())
    except Refused as refused:
        form.offert.errors = [say(refused.key, **refused.params)]
        return _form(form, status=422)
    web.say_next(say("exceptions.done.sent", number=made.number))
    return web.see_other("exceptions.one", number=made.number)


def _form(form: WantForm, status: int = 200) -> Any:
    session, me = web.session(), visitor()
    near = queries.nearest(session, me, (form.vad.data or "")[:MOST_WORDS], web.today())
    form.mottagare.choices = [(str(me.id), say("exceptions.form.me", name=me.name))] + [
        (str(each.id), each.label) for each in colleagues(session, me)
    ]
    return web.page("exceptions/form.html", status=status, form=form, near=queries.near_rows(near))
