"""Doors to my cases, and to the survey afterwards."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from werkzeug.wrappers import Response as AnyResponse

from app import web
from app.cases import actions, queries
from app.cases.forms import MineFilter, SurveyForm
from app.cases.queries.mine import waiting_for
from app.cases.views.doors import blueprint, visitor
from app.refusal import Missing
from app.words import say


@blueprint.get("/arenden")
@web.door("cases.own")
def mine() -> Any:
    """My cases, those of my units, or those that wait for my answer."""
    me, asked = visitor(), MineFilter(request.args).asked()
    found = queries.listed(web.session(), me, asked)
    waiting = waiting_for(web.session(), me) if me.led_units else 0
    older = flask.url_for("cases.mine", **asked.query(fore=found.older)) if found.older else ""  # type: ignore[arg-type]  # plain words and numbers
    return web.page("cases/mine.html", "cases", found=found, asked=asked, waiting=waiting, older=older, now=web.now())


@blueprint.get("/arenden/<string:number>/enkat")
@web.door("cases.own")
def survey(number: str) -> Any:
    """The two questions after a case."""
    return _survey(number, SurveyForm())


@blueprint.post("/arenden/<string:number>/enkat")
@web.door("cases.own")
def answer_survey(number: str) -> Any:
    """Take in the answers."""
    form = SurveyForm(request.form)
    if not form.validate():
        return _survey(number, form, status=422)
    comment = form.kommentar.data or ""
    actions.answer_survey(
        web.session(), visitor(), number, grade=int(form.betyg.data), comment=comment, at=web.now()
    )  # fmt: skip
    web.say_next(say("cases.done.enkat"))
    return _to_case(number)


def _survey(number: str, form: SurveyForm, status: int = 200) -> Any:
    story = queries.story(web.session(), visitor(), number, web.today())
    if story.survey is None or story.case.requester_id != visitor().id:
        raise Missing
    if story.survey.answered_at is not None:
        return _to_case(number)
    return web.page("cases/survey.html", status=status, case=story.case, form=form)


def _to_case(number: str) -> AnyResponse:
    return web.see_other("cases.case", number=number)
