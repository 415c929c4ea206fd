"""Doors for those who work with a case: verbs, tasks, answers, incident and change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import Form

from app import web
from app.cases import actions, queries
from app.cases.forms import ChangeForm, DecisionForm, HandlingForm, IncidentForm, TaskForm
from app.cases.forms.handling import number_of
from app.cases.queries import Held
from app.cases.views.doors import blueprint, visitor
from app.cases.views.show import show
from app.identity.queries import Choice
from app.refusal import Changed, Forbidden, Refused
from app.words import say


@blueprint.post("/arenden/<string:number>/hantera")
@web.door("cases.work")
def handle(number: str) -> Any:
    """Take, give, put back, let wait, move or solve."""
    form = HandlingForm(request.form)
    return _act(number, form, lambda held: _verb(held, form), done=f"cases.done.{_known(form)}", field="text")


@blueprint.post("/arenden/<string:number>/uppgifter")
@web.door("cases.work")
def task(number: str) -> Any:
    """Tick a task, or waive it."""
    form = TaskForm(request.form)

    def tick(held: Held) -> None:
        position, reason = number_of(form.steg.data), form.skal.data or ""
        if form.skal.raw_data and not reason:
            raise Refused("cases.refused.reason")
        actions.settle_task(
            web.session(), held, visitor(), position=position, reason=reason, tool=form.verktyg.data or "",
            version=form.shown, at=web.now(),
        )  # fmt: skip

    field = "skal" if form.verktyg.data is None else "verktyg"
    return _act(number, form, tick, done="cases.done.uppgift", field=field)


@blueprint.post("/arenden/<string:number>/beslut")
@web.door("cases.own")
def decide(number: str) -> Any:
    """Say yes, no, or on to the budget."""
    form = DecisionForm(request.form)

    def answer(held: Held) -> None:
        actions.decide(web.session(), held, visitor(), form.answer(), version=form.shown, at=web.now())

    return _act(number, form, answer, done="cases.done.beslut", field="skal-beslut")


@blueprint.post("/arenden/<string:number>/incident")
@web.door("cases.work")
def incident(number: str) -> Any:
    """Write down an incident."""
    form = IncidentForm(request.form)

    def tell(held: Held) -> None:
        actions.note_incident(
            web.session(), held, visitor(), facts=form.facts(), version=form.shown, at=web.now()
        )  # fmt: skip

    return _act(number, form, tell, done="cases.done.incident", field="borjade")


@blueprint.post("/arenden/<string:number>/change")
@web.door("cases.work")
def change(number: str) -> Any:
    """Write down the RFC and the CAB."""
    form = ChangeForm(request.form)

    def tell(held: Held) -> None:
        actions.note_change(
            web.session(), held, visitor(), rfc=form.rfc.data or "", cab_on=form.cab.data, version=form.shown,
            at=web.now(),
        )  # fmt: skip

    return _act(number, form, tell, done="cases.done.change", field="rfc")


def _act(number: str, form: Form, verb: Callable[[Held], None], *, done: str, field: str) -> Any:
    """Do it, or show the case again with what is wrong and what was typed."""
    held = queries.held(web.session(), visitor(), number)
    who, typed = held.case.requester_name, dict(request.form)
    if not form.validate():
        wrong = [(name, texts[0]) for name, texts in form.errors.items()]
        return show(number, status=422, faults=wrong, typed=typed)
    try:
        with web.session().begin_nested():
            verb(held)
    except Forbidden:
        raise
    except Refused as refused:
        web.session().expire_all()
        status = 409 if isinstance(refused, Changed) else 422
        return show(number, status=status, faults=[(field, say(refused.key, **refused.params))], typed=typed)
    web.say_next(say(done, who=who))
    return web.see_other("cases.case", number=number)


def _known(form: HandlingForm) -> str:
    return form.atgard.data if form.atgard.data in VERBS else "ta"


def _verb(held: Held, form: HandlingForm) -> None:
    verb = VERBS.get(form.atgard.data or "")
    if verb is None:
        raise Refused("cases.refused.verb")
    verb(held, form)


def _take(held: Held, form: HandlingForm) -> None:
    actions.take(web.session(), held, visitor(), version=form.shown, at=web.now())


def _give(held: Held, form: HandlingForm) -> None:
    to = handler(form.person.data or "")
    actions.give(web.session(), held, visitor(), to=to, version=form.shown, at=web.now())


def _put_back(held: Held, form: HandlingForm) -> None:
    actions.put_back(web.session(), held, visitor(), version=form.shown, at=web.now())


def _wait(held: Held, form: HandlingForm) -> None:
    actions.wait(web.session(), held, visitor(), version=form.shown, at=web.now())


def _escalate(held: Held, form: HandlingForm) -> None:
    line = number_of(form.linje.data)
    actions.escalate(web.session(), held, visitor(), line=line, version=form.shown, at=web.now())


def _requeue(held: Held, form: HandlingForm) -> None:
    queue = form.ko.data or ""
    actions.requeue(web.session(), held, visitor(), queue=queue, version=form.shown, at=web.now())


def _solve(held: Held, form: HandlingForm) -> None:
    text = form.text.data or ""
    actions.solve(web.session(), held, visitor(), text=text, version=form.shown, at=web.now())


def handler(text: str) -> Choice:
    """The handler of an id; raises Refused for anybody who is none."""
    chosen = number_of(text)
    found = queries.handlers(web.session(), visitor(), web.today())
    person = next((person for person in found if person.id == chosen), None)
    if person is None:
        raise Refused("cases.refused.handler")
    return person


VERBS: dict[str, Callable[[Held, HandlingForm], None]] = {
    "ta": _take,
    "tilldela": _give,
    "slapp": _put_back,
    "vanta": _wait,
    "linje": _escalate,
    "ko": _requeue,
    "los": _solve,
}
