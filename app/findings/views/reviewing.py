"""IT's list of exceptions, and one of them: answer, answer about the network, register, look again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app import web
from app.assortment.queries import Shelf, edition
from app.consultations.queries import may_answer, parts_of, waiting_for
from app.exceptions import actions as exceptions
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.exceptions.queries import by_number, story
from app.findings import actions, queries
from app.findings.actions.deciding import MAY_DECIDE, NOTHING
from app.findings.forms import AdviceForm, AnswerForm, NumbersForm, QuestionForm, ReviewForm
from app.findings.views.doors import blueprint, visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import say
from catalogue.lifetimes import add_months
from catalogue.outside import ExceptionState

S = ExceptionState
Faults = Sequence[tuple[str, str]]


@blueprint.get("/it/undantag")
@web.door("exceptions.work")
def work() -> Any:
    """What IT has to do about exceptions, and the questions to my queue."""
    session = web.session()
    asked = [each for each in waiting_for(session, visitor()) if each.matter == EXCEPTION]
    return web.page("findings/work.html", "work", work=queries.work(session, web.today()), asked=asked)


@blueprint.get("/it/undantag/<string:number>")
@web.door("exceptions.work")
def review(number: str) -> Any:
    """One request as IT answers it."""
    return _page(by_number(web.session(), visitor(), number))


@blueprint.post("/it/undantag/<string:number>/beslut")
@web.door("exceptions.work")
def decide(number: str) -> Any:
    """IT's answer."""
    found, form = by_number(web.session(), visitor(), number), AnswerForm(request.form)
    if not form.validate():
        return _page(found, form=form, status=422)
    try:
        with web.session().begin_nested():
            actions.decide(web.session(), visitor(), found, form.said(), at=web.now())
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        _fault(form, refused)
        return _page(found, form=form, status=422)
    web.say_next(say("exceptions.done.decided"))
    return web.see_other("findings.review", number=number)


@blueprint.post("/it/undantag/<string:number>/svar")
@web.door("exceptions.work")
def answer(number: str) -> Any:
    """IT infrastructure's answer about what would connect."""
    found, form = by_number(web.session(), visitor(), number), QuestionForm(request.form)
    if not form.validate() or not form.fraga.data:
        return _page(found, status=422, faults=[("svar", say("consultations.refused.words"))])
    try:
        with web.session().begin_nested():
            actions.answer_network(
                web.session(), visitor(), found, form.fraga.data, outcome=form.utfall.data or "",
                text=form.svar.data or "", at=web.now(),
            )  # fmt: skip
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        place = f"svar-{form.fraga.data}"
        return _page(found, status=422, faults=[(place, say(refused.key, **refused.params))])
    web.say_next(say("exceptions.done.network"))
    return web.see_other("findings.review", number=number)


@blueprint.post("/it/undantag/<string:number>/radfraga")
@web.door("exceptions.work")
def seek_advice(number: str) -> Any:
    """Ask another of IT's groups."""
    found, form = by_number(web.session(), visitor(), number), AdviceForm(request.form)
    if not form.validate():
        return _page(found, advice=form, status=422)
    try:
        with web.session().begin_nested():
            actions.seek_advice(web.session(), visitor(), found, form.advice(), at=web.now())
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        form.undran.errors = [say(refused.key, **refused.params)]
        return _page(found, advice=form, status=422)
    web.say_next(say("exceptions.done.sought"))
    return web.see_other("findings.review", number=number)


@blueprint.post("/it/undantag/<string:number>/registrera")
@web.door("goods.receive")
def register(number: str) -> Any:
    """Put what was bought in the register."""
    found, form = by_number(web.session(), visitor(), number), NumbersForm(request.form)
    try:
        if not form.validate():
            return _page(found, numbers=form, status=422)
        with web.session().begin_nested():
            tags = actions.register(web.session(), visitor(), found, form.numbers(), at=web.now())
    except Changed:
        raise
    except Refused as refused:
        form.nummer.errors = [say(refused.key, **refused.params)]
        return _page(found, numbers=form, status=422)
    web.say_next(say("exceptions.done.registered", tags=", ".join(tags)))
    return web.see_other("findings.review", number=number)


@blueprint.post("/it/undantag/<string:number>/oversyn")
@web.door("exceptions.work")
def look_again(number: str) -> Any:
    """Note what IT saw when it looked again."""
    found, form = by_number(web.session(), visitor(), number), ReviewForm(request.form)
    try:
        if not form.validate():
            return _page(found, again=form, status=422)
        exceptions.review(
            web.session(), visitor(), found, form.anteckning.data or "", again_on=form.nasta.data, at=web.now()
        )
    except Changed:
        raise
    except Refused as refused:
        field = form.nasta if refused.key.endswith("past") else form.anteckning
        field.errors = [say(refused.key, **refused.params)]
        return _page(found, again=form, status=422)
    web.say_next(say("exceptions.done.reviewed"))
    return web.see_other("findings.review", number=number)


def _fault(form: AnswerForm, refused: Refused) -> None:
    """Lay a refusal on the field it is about."""
    fields = {"past": form.galler, "budget_year": form.budgetar, "alternative": form.alternativ}
    field: Any = fields.get(refused.key.rpartition(".")[2], form.motivering)
    field.errors = [say(refused.key, **refused.params)]


def _page(
    found: ExceptionRequest, *, form: AnswerForm | None = None, numbers: NumbersForm | None = None,
    again: ReviewForm | None = None, advice: AdviceForm | None = None, status: int = 200, faults: Faults = (),
) -> Any:  # fmt: skip
    session, me, today = web.session(), visitor(), web.today()
    wait = add_months(today, int(edition().setting("exception_months")))
    answering = form or AnswerForm(data={"galler": wait, "beslut": None, "budgetar": today.year + 1})
    told = story(session, found, me, web.today())
    answering.alternativ.choices = _alternatives(found, told["range"])
    mine = [each for each in told["asked"] if may_answer(each, me, found.own)]
    waits = found.state == S.IT_REVIEW
    return web.page(
        "findings/review.html", "review", status=status, form=answering, numbers=numbers or NumbersForm(),
        again=again or ReviewForm(), advice=advice or AdviceForm(), faults=list(faults),
        typed=request.form.get("svar", ""),
        may_decide=waits and not me.roles.isdisjoint(MAY_DECIDE), to_answer=[(each, parts_of(each)) for each in mine],
        may_register=found.state == S.PURCHASED, may_review=found.review_on is not None and
        found.state in (S.PURCHASED, S.REGISTERED), **told,
    )  # fmt: skip


def _alternatives(found: ExceptionRequest, range_: Shelf) -> list[tuple[str, str]]:
    """What the range has that was near, to be named in a no."""
    known = range_.by_id
    near = [(str(item), known[item].name) for item in found.suggested if item in known and known[item].on_sale]
    return [("", say("findings.form.choose")), *near, (NOTHING, say("findings.form.nothing"))]
