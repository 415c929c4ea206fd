"""The doors to amendments of a year's contributions."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.actions import Change
from app.contribution.forms import AmendForm
from app.contribution.models import BudgetYear
from app.contribution.views.doors import blueprint, status_of, told, visitor
from app.refusal import Forbidden, Refused
from app.words import say


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/justera")
@web.door("finance")
def amendment(year: int) -> Any:
    """An empty form."""
    return _form(queries.by_year(web.session(), year), AmendForm(queries.organisations(web.session())))


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/justera")
@web.door("finance")
def amend(year: int) -> Any:
    """Put a change on the next invoice."""
    session = web.session()
    form, row = AmendForm(queries.organisations(session), request.form), queries.held(session, year)
    if not form.complete():
        return _form(row, form, status=422)
    change = Change(form.skal.data or "", form.text.data or "", form.amount(), form.vem.data or None)
    try:
        actions.amend(session, row, visitor(), change, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _form(row, form, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.amended"))
    return web.see_other("contribution.contribution", year=year)


def _form(year: BudgetYear, form: AmendForm, *, status: int = 200, refused: str = "") -> Any:
    return web.page("contribution/amend.html", status=status, refused=refused, year=year, form=form)
