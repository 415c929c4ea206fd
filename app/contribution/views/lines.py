"""The doors to the lines of a budget: written, changed, taken away."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.forms import LineForm
from app.contribution.models import BudgetLine, BudgetYear
from app.contribution.views.doors import blueprint, status_of, told, visitor
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from catalogue.contribution import Section


@blueprint.get("/ekonomi/budget/<int:year>/rader/ny/<string:section>")
@web.door("finance")
def new_line(year: int, section: str) -> Any:
    """An empty form."""
    return _form(queries.by_year(web.session(), year), LineForm(_section(section), _members()))


@blueprint.post("/ekonomi/budget/<int:year>/rader/ny/<string:section>")
@web.door("finance")
def add_line(year: int, section: str) -> Any:
    """Write a line."""
    form = LineForm(_section(section), _members(), request.form)
    return _write(queries.held(web.session(), year), form, None)


@blueprint.get("/ekonomi/budget/<int:year>/rader/<int:line_id>")
@web.door("finance")
def line(year: int, line_id: int) -> Any:
    """A line in its form."""
    row = queries.by_year(web.session(), year)
    found = actions.line_of(web.session(), row, line_id)
    return _form(row, LineForm(Section(found.section), _members(), line=found), found)


@blueprint.post("/ekonomi/budget/<int:year>/rader/<int:line_id>")
@web.door("finance")
def change_line(year: int, line_id: int) -> Any:
    """Change a line."""
    row = queries.held(web.session(), year)
    found = actions.line_of(web.session(), row, line_id)
    return _write(row, LineForm(Section(found.section), _members(), request.form), found)


@blueprint.post("/ekonomi/budget/<int:year>/rader/<int:line_id>/ta-bort")
@web.door("finance")
def remove_line(year: int, line_id: int) -> Any:
    """Take a line away."""
    row = queries.held(web.session(), year)
    found = actions.line_of(web.session(), row, line_id)
    try:
        actions.remove(web.session(), row, visitor(), found, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        form = LineForm(Section(found.section), _members(), line=found)
        return _form(row, form, found, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.line_removed"))
    return web.see_other("contribution.budget", year=year)


def _section(text: str) -> Section:
    if text not in frozenset(Section):
        raise Missing
    return Section(text)


def _members() -> list[tuple[int, str, str]]:
    return queries.organisations(web.session())


def _write(year: BudgetYear, form: LineForm, found: BudgetLine | None) -> Any:
    if not form.complete():
        return _form(year, form, found, status=422)
    try:
        actions.write(web.session(), year, visitor(), form.facts(), line=found, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _form(year, form, found, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.line_written"))
    return web.see_other("contribution.budget", year=year.year, _anchor=form.section.value)


def _form(
    year: BudgetYear, form: LineForm, found: BudgetLine | None = None, *, status: int = 200, refused: str = ""
) -> Any:  # of which year, as filled in, which line
    return web.page(
        "contribution/line.html", status=status, refused=refused, year=year, form=form, line=found,
        section=form.section,
    )  # fmt: skip
