"""The doors to what the councils have decided of a budget."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.forms import DecisionForm, ReasonForm
from app.contribution.models import BudgetYear
from app.contribution.queries import Member
from app.contribution.views.doors import blueprint, prepares, status_of, told, visitor
from app.refusal import Forbidden, Refused
from app.words import say


@blueprint.get("/ekonomi/budget/<int:year>/beslut/<string:organisation>")
@web.door("finance.read")
def decision(year: int, organisation: str) -> Any:
    """A council's decision, or the form to record it."""
    row = queries.by_year(web.session(), year)
    member = queries.member(queries.members(web.session(), row), organisation)
    return _show(row, member, DecisionForm(data={"fullmaktige": say("contribution.council", name=member.short_name)}))


@blueprint.post("/ekonomi/budget/<int:year>/beslut/<string:organisation>")
@web.door("finance")
def record_decision(year: int, organisation: str) -> Any:
    """Record it."""
    session, form = web.session(), DecisionForm(request.form)
    row = queries.held(session, year)
    member = queries.member(queries.members(session, row), organisation)
    if not form.complete():
        return _show(row, member, form, status=422)
    on = form.dag.data or web.today()
    decided = actions.Decided(form.fullmaktige.data or "", on, form.beteckning.data or "", form.anteckning.data or "")
    try:
        actions.decide(session, row, visitor(), member, decided=decided, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _show(row, member, form, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.decided", name=member.short_name))
    return web.see_other("contribution.budget", year=year)


@blueprint.post("/ekonomi/budget/<int:year>/beslut/<string:organisation>/ta-tillbaka")
@web.door("finance")
def withdraw_decision(year: int, organisation: str) -> Any:
    """Take back what was recorded by mistake."""
    session, form = web.session(), ReasonForm(request.form)
    row = queries.held(session, year)
    member = queries.member(queries.members(session, row), organisation)
    why = (form.skal.data or "") if form.validate() else ""
    try:
        actions.withdraw(session, row, visitor(), member, reason=why, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _show(row, member, DecisionForm(), status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.withdrawn", name=member.short_name))
    return web.see_other("contribution.budget", year=year)


def _show(
    year: BudgetYear, member: Member, form: DecisionForm, *, status: int = 200, refused: str = ""
) -> Any:  # of which year, whose, as filled in
    return web.page(
        "contribution/decision.html", status=status, refused=refused, year=year, member=member, form=form,
        writes=prepares() and year.state == "in_dialogue",
    )  # fmt: skip
