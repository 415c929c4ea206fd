"""The doors to capital cost runs: what was reckoned, how far it has come, and a new one."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.models import BudgetYear
from app.contribution.models.costs import PURPOSES
from app.contribution.views.doors import blueprint, prepares, status_of, told, visitor
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from catalogue.contribution import OPEN


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/kapitalkostnad")
@web.door("finance.read")
def costs(year: int) -> Any:
    """The runs of a year, newest first."""
    return _show(queries.by_year(web.session(), year))


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/kapitalkostnad")
@web.door("finance")
def reckon(year: int) -> Any:
    """Ask for a new run."""
    session, row = web.session(), queries.held(web.session(), year)
    purpose = request.form.get("avser", "")
    if purpose not in PURPOSES:
        raise Missing
    try:
        run = actions.ask(session, row, visitor(), purpose=purpose, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _show(row, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.reckoned" if run.state == "done" else "contribution.said.reckoning"))
    return web.see_other("contribution.costs", year=year)


def _show(year: BudgetYear, *, status: int = 200, refused: str = "") -> Any:
    session = web.session()
    runs = queries.runs(session, year)
    members = queries.organisations(session)
    newest = runs[0][0] if runs else None
    return web.page(
        "contribution/costs.html", "runs", status=status, refused=refused, year=year, runs=runs, members=members,
        newest=newest, parts=queries.parts(session, newest.id) if newest else {},
        waits=any(run.state == "waiting" for run, _total, _done in runs), prepares=prepares(),
        open=year.state in OPEN, outcome=year.state in ("running", "closed"),
    )  # fmt: skip
