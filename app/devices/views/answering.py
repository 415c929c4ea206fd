"""The doors of questions: the holder's one tap, and IT's list of noes."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.devices import actions, queries
from app.devices.forms import AnswerForm, SettleForm
from app.devices.forms.answering import BY_HAND, YES
from app.devices.views.doors import blueprint, visitor
from app.words import say


@blueprint.post("/enheter/fragor/<int:question_id>")
@web.door("devices.own")
def answer(question_id: int) -> Any:
    """Yes, I have it; or no, I do not."""
    asked = queries.mine_to_answer(web.session(), visitor(), question_id)
    form = AnswerForm(request.form)
    if not form.validate():
        flask.abort(422)
    yes = form.answer.data == YES
    actions.answer(
        web.session(), asked, "yes" if yes else "no", form.note.data or "", actor=visitor().actor, at=web.now()
    )
    undo = flask.url_for("devices.take_back", question_id=question_id)
    web.say_next(say("registering.done.yes" if yes else "registering.done.no", thing=asked[1].model), undo=undo)
    return web.see_other("devices.mine")


@blueprint.post("/enheter/fragor/<int:question_id>/angra")
@web.door("devices.own")
def take_back(question_id: int) -> Any:
    """Undo an answer while nothing has been done about it."""
    asked = queries.mine_to_answer(web.session(), visitor(), question_id)
    actions.take_back(web.session(), asked, actor=visitor().actor, at=web.now())
    web.say_next(say("registering.done.taken_back"))
    return web.see_other("devices.mine")


@blueprint.get("/it/enheter/svar")
@web.door("devices.keep")
def denied() -> Any:
    """What holders say they do not have."""
    return _denied(SettleForm())


@blueprint.post("/it/enheter/svar/<int:question_id>")
@web.door("devices.keep")
def settle(question_id: int) -> Any:
    """Write what became of it."""
    found, form = queries.to_settle(web.session(), visitor(), question_id), SettleForm(request.form)
    if not form.validate():
        return _denied(form, 422)
    actions.settle(web.session(), found, form.utfall.data, actor=visitor().actor, at=web.now())
    web.say_next(say("registering.done.settled", tag=found[1].tag))
    return web.see_other("devices.denied")


def _denied(form: SettleForm, status: int = 200) -> Any:
    rows = queries.denied(web.session(), visitor())
    outcomes = [(key, say(f"registering.outcome.{key}")) for key in BY_HAND]
    return web.page("devices/denied.html", "denied", status=status, rows=rows, form=form, outcomes=outcomes)
