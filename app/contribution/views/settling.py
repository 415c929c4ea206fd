"""The doors to a year's settlement: prepared by the economist, locked by the head of IT."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.actions import Result
from app.contribution.forms import ResultForm
from app.contribution.models import BudgetYear
from app.contribution.views.doors import blueprint, locks, prepares, status_of, told, visitor
from app.refusal import Forbidden, Refused
from app.words import say


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/bokslut")
@web.door("finance.read")
def settlement(year: int) -> Any:
    """How a year's result is divided."""
    return _show(queries.by_year(web.session(), year), ResultForm(data={"resultat": "surplus"}))


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/bokslut")
@web.door("finance")
def prepare(year: int) -> Any:
    """Divide a result."""
    session, form = web.session(), ResultForm(request.form)
    row = queries.held(session, year)
    if not form.complete():
        return _show(row, form, status=422)
    result = Result(form.shared(), form.verifikat.data or "")
    try:
        actions.prepare(session, row, visitor(), result, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _show(row, form, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.prepared"))
    return web.see_other("contribution.settlement", year=year)


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/bokslut/las")
@web.door("finance.lock")
def lock(year: int) -> Any:
    """Lock it."""
    session = web.session()
    row = queries.held(session, year)
    try:
        actions.lock(session, row, visitor(), at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _show(row, ResultForm(), status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.locked", year=year))
    return web.see_other("contribution.settlement", year=year)


def _show(year: BudgetYear, form: ResultForm, *, status: int = 200, refused: str = "") -> Any:
    session = web.session()
    found, parts = queries.settlement_of(session, year)
    names = {row[0]: row[2] for row in queries.organisations(session)}
    return web.page(
        "contribution/settlement.html", status=status, refused=refused, year=year, form=form, found=found,
        parts=parts, names=names, prepares=prepares() and year.state == "closed",
        locks=locks() and found is not None and found.locked_at is None,
    )  # fmt: skip
