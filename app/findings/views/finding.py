"""Findings: IT's list, a new one, and the page of one with what is decided, done and appealed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import request

from app import web
from app.exceptions.models import Finding
from app.findings import actions, queries
from app.findings.forms import AppealForm, AssessForm, CostForm, DecideForm, FoundForm
from app.findings.views import told
from app.findings.views.doors import blueprint, visitor
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import say

FIELDS = {
    "tag": "markning", "what": "vad", "unknown": "innehavare", "several": "innehavare", "missing": "serienummer",
    "form": "serienummer", "registered_meanwhile": "serienummer", "none": "pafoljd", "item": "ersattare",
    "reason": "skal", "day": "dag",
}  # fmt: skip


@blueprint.get("/it/avvikelser")
@web.door("exceptions.work")
def listed() -> Any:
    """What was found bought without approval."""
    closed = request.args.get("visa") == "avslutade"
    rows = queries.listed(web.session(), closed=closed)
    return web.page("findings/listed.html", "listed", rows=rows, closed=closed)


@blueprint.get("/it/avvikelser/ny")
@web.door("exceptions.work")
def new() -> Any:
    """The form for a finding; a link from a device fills in its tag."""
    tag = request.args.get("enhet", "")[:30]
    return _new(FoundForm(data={"token": secrets.token_hex(20), "markning": tag, "slag": "computer"}))


@blueprint.post("/it/avvikelser/ny")
@web.door("exceptions.work")
def report() -> Any:
    """Write it down."""
    form = FoundForm(request.form)
    if not form.validate():
        return _new(form, status=422)
    try:
        with web.session().begin_nested():
            made = actions.report(web.session(), visitor(), form.found(), at=web.now())
    except Refused as refused:
        _fault(form, refused)
        return _new(form, status=422)
    web.say_next(say("findings.done.reported", number=made.number))
    return web.see_other("findings.finding", number=made.number)


@blueprint.get("/avvikelser/<string:number>")
@web.door("signed_in")
def finding(number: str) -> Any:
    """One finding, for IT, the unit's chef and who has the thing."""
    return told.page(_mine(number))


@blueprint.post("/avvikelser/<string:number>/bedom")
@web.door("exceptions.work")
def assess(number: str) -> Any:
    """Say what it is."""
    found, form = _mine(number), AssessForm(request.form)
    return _do(
        found, form, "assessed",
        lambda: actions.assess(
            web.session(), visitor(), found, form.bedomning.data or "", serial=form.serienummer.data or "",
            at=web.now(),
        ),
        place="bedomning",
    )  # fmt: skip


@blueprint.post("/avvikelser/<string:number>/beslut")
@web.door("exceptions.work")
def sanction(number: str) -> Any:
    """Decide sanctions, or approve it afterwards."""
    found, form = _mine(number), DecideForm(request.form)
    decided, session, me, at = form.decided(), web.session(), visitor(), web.now()
    if request.form.get("beslut") == "godkann":
        return _do(found, form, "regularised", lambda: actions.regularise(session, me, found, decided.reason, at=at))
    return _do(found, form, "sanctioned", lambda: actions.sanction(session, me, found, decided, at=at))


@blueprint.post("/avvikelser/<string:number>/kostnad")
@web.door("exceptions.work")
def charge(number: str) -> Any:
    """Record an extra cost."""
    found, form = _mine(number), CostForm(request.form)
    cost = form.cost()
    if cost is None:
        return told.page(found, filled=form, status=422)
    return _do(found, form, "charged", lambda: actions.charge(web.session(), visitor(), found, cost, at=web.now()))


@blueprint.post("/avvikelser/<string:number>/inlamnad")
@web.door("exceptions.work")
def handed_in(number: str) -> Any:
    """It has come back."""
    found = _mine(number)
    return _do(found, None, "handed_in", lambda: actions.handed_in(web.session(), visitor(), found, at=web.now()))


@blueprint.post("/avvikelser/<string:number>/ersattare")
@web.door("order")
def replace(number: str) -> Any:
    """Put what the range has instead in my basket."""
    found = _mine(number)
    name = actions.order_replacement(web.session(), visitor(), found, at=web.now())
    web.say_next(say("findings.done.replaced", item=name))
    return web.see_other("shop.basket")


@blueprint.post("/avvikelser/<string:number>/overklaga")
@web.door("signed_in")
def appeal(number: str) -> Any:
    """Ask the head of IT to look again."""
    found, form = _mine(number), AppealForm(request.form)
    return _do(
        found, form, "appealed",
        lambda: actions.appeal(web.session(), visitor(), found, form.text.data or "", at=web.now()), place="text",
    )  # fmt: skip


@blueprint.post("/avvikelser/<string:number>/omprovning")
@web.door("exceptions.work")
def answer_appeal(number: str) -> Any:
    """The head of IT has looked again."""
    found, form = _mine(number), AppealForm(request.form)
    lifted = list(form.havs.data or [])
    return _do(
        found, form, "answered",
        lambda: actions.answer_appeal(
            web.session(), visitor(), found, form.text.data or "", lifted=lifted, at=web.now()
        ),
        place="text",
    )  # fmt: skip


@blueprint.post("/avvikelser/<string:number>/avsluta")
@web.door("exceptions.work")
def close(number: str) -> Any:
    """Nothing is left to do."""
    found = _mine(number)
    return _do(found, None, "closed", lambda: actions.close(web.session(), visitor(), found, at=web.now()))


def _mine(number: str) -> Finding:
    return queries.finding(web.session(), visitor(), number)


def _new(form: FoundForm, status: int = 200) -> Any:
    form.organisation.choices = [("", say("findings.form.choose")), *queries.organisations(web.session())]
    return web.page("findings/new.html", status=status, form=form)


def _do(found: Finding, form: Any, done: str, verb: Callable[[], object], *, place: str = "") -> Any:
    """Do something with a finding and go back to it; what is refused stands on its field, with what was typed."""
    if form is not None and not form.validate():
        return told.page(found, filled=form, status=422)
    try:
        with web.session().begin_nested():
            verb()
    except (Forbidden, Changed, Missing):
        raise
    except Refused as refused:
        if form is None:
            raise
        _fault(form, refused, place)
        return told.page(found, filled=form, status=422)
    web.say_next(say(f"findings.done.{done}"))
    return web.see_other("findings.finding", number=found.number)


def _fault(form: Any, refused: Refused, place: str = "") -> None:
    name = FIELDS.get(refused.key.rpartition(".")[2], place)
    field = form[name] if name in form else form[place] if place in form else next(iter(form))
    field.errors = [say(refused.key, **refused.params)]
