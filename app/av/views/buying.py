"""Which route, a buy in a subcontractor's own channels, and where it is."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request

from app import web
from app.av import actions, queries
from app.av.forms import AnswerForm, BoughtForm, BuyForm
from app.av.models import AvPurchase
from app.av.views.doors import blueprint, visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import say


@blueprint.get("/av")
@web.door("order")
def routes() -> Any:
    """Which of the three routes, before anything else (R-051)."""
    session, me = web.session(), visitor()
    held = queries.agreements(session, me, web.today())
    return web.page("av/routes.html", "routes", mine=queries.mine(session, me), agreements=held)


@blueprint.get("/av/underleverantor")
@web.door("order")
def new() -> Any:
    """The form for a buy from a subcontractor."""
    return _form(BuyForm(data={"token": secrets.token_hex(20)}))


@blueprint.post("/av/underleverantor")
@web.door("order")
def send() -> Any:
    """Send it, once."""
    session, me, form = web.session(), visitor(), BuyForm(request.form)
    if number := actions.sent_with(session, me, (form.token.data or "")[:40]):
        return web.see_other("av.bought", number=number)
    wanted = form.wanted()
    if wanted is None:
        return _form(form, status=422)
    try:
        made = actions.send(session, me, wanted, at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        form.leverantor.errors = [say(refused.key, **refused.params)]
        return _form(form, status=422)
    web.say_next(say("av.done.sent", number=made.number))
    return web.see_other("av.bought", number=made.number)


@blueprint.get("/av/kop/<string:number>")
@web.door("signed_in")
def bought(number: str) -> Any:
    """Where a buy is, with IT's questions and answers."""
    return _page(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/av/kop/<string:number>/svar")
@web.door("consultations.answer")
def answer(number: str) -> Any:
    """IT's answer to a question."""
    found, form = queries.by_number(web.session(), visitor(), number), AnswerForm(request.form)
    if not form.validate() or not form.fraga.data:
        return _page(found, status=422, faults=[("svar", say("consultations.refused.words"))])
    try:
        with web.session().begin_nested():
            actions.answer(
                web.session(), visitor(), found, form.fraga.data, outcome=form.utfall.data or "",
                text=form.svar.data or "", at=web.now(),
            )  # fmt: skip
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        return _page(found, status=422, faults=[(f"svar-{form.fraga.data}", say(refused.key, **refused.params))])
    web.say_next(say("exceptions.done.network"))
    return web.see_other("av.bought", number=number)


@blueprint.post("/av/kop/<string:number>/kopt")
@web.door("signed_in")
def register(number: str) -> Any:
    """It has been bought at the supplier's."""
    found, form = queries.by_number(web.session(), visitor(), number), BoughtForm(request.form)
    done = form.bought()
    if done is None:
        return _page(found, form=form, status=422)
    try:
        actions.register(web.session(), visitor(), found, done, at=web.now())
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        form.dag.errors = [say(refused.key, **refused.params)]
        return _page(found, form=form, status=422)
    web.say_next(say("av.done.registered"))
    return web.see_other("av.bought", number=number)


@blueprint.post("/av/kop/<string:number>/ta-tillbaka")
@web.door("signed_in")
def withdraw(number: str) -> Any:
    """Take it back."""
    actions.withdraw(web.session(), visitor(), queries.by_number(web.session(), visitor(), number), at=web.now())
    web.say_next(say("exceptions.done.withdrawn"))
    return web.see_other("av.bought", number=number)


def _form(form: BuyForm, status: int = 200) -> Any:
    rows = queries.channels(web.session())
    form.leverantor.choices = [("", say("findings.form.choose")), *((str(row.id), row.name) for row in rows)]
    return web.page("av/form.html", status=status, form=form, channels=rows)


def _page(
    found: AvPurchase, *, form: BoughtForm | None = None, status: int = 200, faults: list[tuple[str, str]] | None = None
) -> Any:
    shown = form or BoughtForm(data={"dag": web.today(), "pris": found.amount})
    return web.page(
        "av/bought.html", "bought", status=status, form=shown, faults=faults or [], typed=request.form.get("svar", ""),
        **queries.story(web.session(), found, visitor(), web.today()),
    )  # fmt: skip
