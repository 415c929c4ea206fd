"""The doors to one year's budget: its page, its next step, and the key it is shared by."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import history, web
from app.contribution import actions, queries
from app.contribution.actions import STANDING
from app.contribution.forms import KeyForm, StepForm
from app.contribution.queries import Budget
from app.contribution.views.doors import blueprint, locks, prepares, status_of, told, visitor
from app.refusal import Forbidden, Refused
from app.words import say
from catalogue.contribution import ONWARD, OPEN, BudgetState

B = BudgetState


@blueprint.get("/ekonomi/budget/<int:year>")
@web.door("finance.read")
def budget(year: int) -> Any:
    """A year's budget in its three sections, what each member pays of it, and where it stands."""
    return show(queries.shown(web.session(), year))


def show(shown: Budget, *, status: int = 200, refused: str = "") -> Any:
    """The page of a budget."""
    session, year = web.session(), shown.year
    onward = ONWARD.get(B(year.state))
    return web.page(
        "contribution/budget.html", status=status, refused=refused, shown=shown, year=year,
        steps=queries.steps(session, year), onward=onward, may_step=_may_step(onward),
        writes=prepares() and year.state in OPEN and len(shown.undecided) == len(shown.members),
        decides=prepares() and year.state == B.IN_DIALOGUE, frames=prepares() and year.state in STANDING,
    )  # fmt: skip


def _may_step(onward: BudgetState | None) -> bool:
    if onward is None or onward is B.SETTLED:
        return False
    return locks() if onward is B.ADOPTED else prepares()


@blueprint.post("/ekonomi/budget/<int:year>/lage")
@web.door("finance.read")
def step(year: int) -> Any:
    """Take it to its next state."""
    row, form = queries.held(web.session(), year), StepForm(request.form)
    note = (form.anteckning.data or "") if form.validate() else ""
    try:
        actions.step(web.session(), row, visitor(), to=form.till.data or "", note=note, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return show(queries.budget(web.session(), row), status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.stepped", year=year, state=say(f"contribution.state.{row.state}")))
    return web.see_other("contribution.budget", year=year)


@blueprint.get("/ekonomi/budget/<int:year>/nyckel")
@web.door("finance.read")
def key(year: int) -> Any:
    """By which day inhabitants are counted, and what another day would change."""
    before = queries.shown(web.session(), year)
    form = KeyForm(request.args, data={"dag": before.year.population_date, "ranta": before.year.interest})
    other = form.dag.data if "dag" in request.args and form.validate() else None
    return _key(before, form, other)


@blueprint.post("/ekonomi/budget/<int:year>/nyckel")
@web.door("finance")
def choose_key(year: int) -> Any:
    """Count by another day, or with another interest."""
    session, form = web.session(), KeyForm(request.form)
    row = queries.held(session, year)
    if not form.complete():
        return _key(queries.budget(session, row), form, None, status=422)
    on, interest = form.dag.data or row.population_date, form.ranta.data or 0
    try:
        actions.choose(session, row, visitor(), on=on, interest=interest, at=web.now())
    except Refused as reason:
        return _key(queries.budget(session, row), form, None, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.counted", day=on.isoformat()))
    return web.see_other("contribution.budget", year=year)


def _key(
    before: Budget, form: KeyForm, other: dt.date | None, *, status: int = 200, refused: str = ""
) -> Any:  # what stands, as filled in, seen beside which day
    session, year = web.session(), before.year
    after = queries.budget(session, year, other) if other else None
    known = [day.on for day in queries.population(session) if len(day.counts) >= len(before.members)]
    return web.page(
        "contribution/key.html", status=status, refused=refused, year=year, form=form, before=before, after=after,
        other=other, known=known,
        writes=prepares() and year.state in OPEN and len(before.undecided) == len(before.members),
    )  # fmt: skip


@blueprint.get("/ekonomi/budget/<int:year>/historik")
@web.door("finance.read")
def log(year: int) -> Any:
    """Everything that was changed in a budget, newest first."""
    row = queries.by_year(web.session(), year)
    return web.page("contribution/log.html", year=row, entries=history.of(web.session(), "budget", row.id)[:300])
