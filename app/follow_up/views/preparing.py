"""The doors that fill in a report: begun, written, taken in from a file, locked, presented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import web
from app.follow_up import actions, queries
from app.follow_up.forms import FileForm, PresentForm, ReportForm, lines_of
from app.follow_up.views.doors import blueprint, show, told, visitor
from app.refusal import Changed, Forbidden, Refused
from app.sheets import MOST_BYTES
from app.words import say

FILES = "follow_up.take_in"
web.roomy[FILES] = MOST_BYTES + 64 * 1024


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/borja")
@web.door("finance")
def begin(year: int, slug: str) -> Any:
    """Begin a report from the budget."""
    actions.begin(web.session(), year, queries.named(slug), me=visitor(), as_of=_last_month(), at=web.now())
    web.say_next(say("following.said.begun"))
    return web.see_other("follow_up.report", year=year, slug=slug)


def _last_month() -> dt.date:
    """The last day of the month before: so far books are usually closed."""
    return web.today().replace(day=1) - dt.timedelta(days=1)


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>")
@web.door("finance")
def fill_in(year: int, slug: str) -> Any:
    """Write outcome, forecast and words."""
    shown = queries.opened(web.session(), year, slug, hold=True)
    form, lines = ReportForm(request.form), lines_of((row for row, _member in shown.rows), request.form)
    if not form.validate() or lines.faults or form.till.data is None:
        return show(shown, status=422, form=form, lines=lines)
    try:
        actions.fill_in(
            web.session(), shown, lines.entries, text=form.text.data or "", as_of=form.till.data,
            seen=form.version.data or 0, me=visitor(),
        )  # fmt: skip
    except Forbidden:
        raise
    except Refused as reason:
        status = 409 if isinstance(reason, Changed) else 422
        return show(shown, status=status, form=form, lines=lines, faults=[("rapporten", told(reason))])
    web.say_next(say("following.said.saved"))
    return web.see_other("follow_up.report", year=year, slug=slug)


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/las-in")
@web.door("finance")
def take_in(year: int, slug: str) -> Any:
    """Take outcome and forecast from a file: all of it, or nothing and what is wrong on which line."""
    shown = queries.opened(web.session(), year, slug, hold=True)
    upload = request.files.get("fil")
    try:
        data = upload.stream.read(MOST_BYTES + 1) if upload else b""
        entries, wrong = actions.take_in(shown, data)
        if wrong:
            return show(shown, status=422, file=FileForm(), line_faults=wrong)
        report = shown.report
        actions.fill_in(
            web.session(), shown, entries, text=report.text, as_of=report.as_of, seen=report.version, me=visitor()
        )
    except Forbidden:
        raise
    except Refused as reason:
        return show(shown, status=422, faults=[("fil", told(reason))])
    web.say_next(say("following.said.taken_in", count=len(entries)))
    return web.see_other("follow_up.report", year=year, slug=slug)


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/kapitalkostnad")
@web.door("finance")
def reckon(year: int, slug: str) -> Any:
    """Fill in each member's capital costs from the year's run."""
    shown = queries.opened(web.session(), year, slug, hold=True)
    try:
        actions.reckon(web.session(), shown, visitor())
    except Forbidden:
        raise
    except Refused as reason:
        return show(shown, status=422, faults=[("fran-fil", told(reason))])
    web.say_next(say("following.said.reckoned"))
    return web.see_other("follow_up.report", year=year, slug=slug)


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/las")
@web.door("finance.lock")
def lock(year: int, slug: str) -> Any:
    """Lock it; nothing changes afterwards."""
    shown = queries.opened(web.session(), year, slug, hold=True)
    actions.lock(web.session(), shown, me=visitor(), folder=web.config().files_dir, at=web.now())
    web.say_next(say("following.said.locked"))
    return web.see_other("follow_up.report", year=year, slug=slug)


@blueprint.post("/ekonomi/prognoser/<int:year>/<string:slug>/namnden")
@web.door("finance")
def present(year: int, slug: str) -> Any:
    """Note when the committee was shown it."""
    shown, form = queries.opened(web.session(), year, slug, hold=True), PresentForm(request.form)
    if not form.validate() or form.dag.data is None:
        return show(shown, status=422, present=form)
    try:
        actions.present(web.session(), shown, form.dag.data, form.paragraf.data or "", me=visitor(), at=web.now())
    except Refused as reason:
        return show(shown, status=422, present=form, faults=[("dag", told(reason))])
    web.say_next(say("following.said.presented"))
    return web.see_other("follow_up.report", year=year, slug=slug)
