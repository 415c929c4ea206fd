"""The doors to all budget years, and to the inhabitants they are shared by."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment.queries import edition
from app.contribution import actions, queries
from app.contribution.forms import PopulationForm, YearForm
from app.contribution.views.doors import blueprint, prepares, told, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/ekonomi/budget")
@web.door("finance.read")
def years() -> Any:
    """Every year with a budget, the newest first."""
    return _years(YearForm(data={"ar": web.today().year + 1, "ranta": _usual_interest()}))


@blueprint.post("/ekonomi/budget")
@web.door("finance")
def begin() -> Any:
    """Begin the budget of a year."""
    form = YearForm(request.form)
    if not form.complete():
        return _years(form, status=422)
    try:
        made = actions.begin(web.session(), visitor(), form.ar.data or 0, interest=form.ranta.data or 0, at=web.now())
    except Refused as reason:
        return _years(form, status=422, refused=told(reason))
    web.say_next(say("contribution.said.begun", year=made.year))
    return web.see_other("contribution.budget", year=made.year)


def _years(form: YearForm, status: int = 200, refused: str = "") -> Any:
    rows = queries.years(web.session())
    return web.page(
        "contribution/years.html", status=status, rows=rows, form=form, prepares=prepares(), refused=refused
    )


def _usual_interest() -> int:
    """Basis points, as the agreement's edition says."""
    return int(str(edition().settings["internal_interest"].default))


@blueprint.get("/ekonomi/invanare")
@web.door("finance.read")
def population() -> Any:
    """The figures day by day."""
    members = queries.organisations(web.session())
    return _population(PopulationForm.of(members), members)


@blueprint.post("/ekonomi/invanare")
@web.door("finance")
def note_population() -> Any:
    """Note the figures of a day."""
    session = web.session()
    members = queries.organisations(session)
    form = PopulationForm.of(members, request.form)
    if not form.complete():
        return _population(form, members, status=422)
    on, source = form.dag.data or web.today(), form.kalla.data or ""
    try:
        actions.note_population(session, visitor(), on, form.counts(members), source=source, at=web.now())
    except Refused as reason:
        return _population(form, members, status=422, refused=told(reason))
    web.say_next(say("contribution.said.population", day=on.isoformat()))
    return web.see_other("contribution.population")


def _population(form: PopulationForm, members: Any, status: int = 200, refused: str = "") -> Any:
    return web.page(
        "contribution/population.html", status=status, form=form, members=members, refused=refused,
        days=queries.population(web.session()), prepares=prepares(),
    )  # fmt: skip
