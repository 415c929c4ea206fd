"""The doors to a quarter's figures: as they stand, locked, on paper, and sent."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import files, web
from app.charts import Chart, Series, draw
from app.downloads import download
from app.follow_up import actions, queries
from app.follow_up.actions.locking import PDF
from app.follow_up.forms import addresses_of
from app.follow_up.models import FollowUp
from app.follow_up.queries.paper import name_of
from app.follow_up.queries.quarter import (
    Figure,
    cells_of,
    figures,
    locked_quarters,
    of_report,
    point_of,
    said_of,
)
from app.follow_up.queries.shown import READERS
from app.follow_up.views.doors import blueprint, told, visitor
from app.refusal import Missing, Refused
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import day_long, say
from catalogue.following import Report
from catalogue.kpi import QUARTERS, Quarter, quarter_of
from catalogue.rights import may

FIRST_YEAR = 2014
DRAWN = ("first_line", "returns", "delivery", "approval")


@blueprint.get("/uppfoljning/kvartal")
@web.door("cases.follow_up")
def quarter() -> Any:
    """A quarter, against those before it."""
    return _page(_asked())


@blueprint.get("/uppfoljning/kvartal/<int:year>/<int:number>.<string:kind>")
@web.door("cases.follow_up")
def quarter_file(year: int, number: int, kind: str) -> Response:
    """The figures as a file, or the paper that was kept when they were locked."""
    which = _known(year, number)
    report = _report(which, locked_quarters(web.session(), which))
    name = say("quarter.file", year=year, number=number)
    if kind == "pdf":
        kept = files.get(web.session(), web.config().files_dir, report.file_key) if report else None
        if kept is None:
            raise Missing
        return download(kept[1], PDF, f"{name}.pdf")
    found = of_report(report.figures) if report else figures(web.session(), which)
    heads = [Head(title, width=40 if not at else 14) for at, title in enumerate(say("quarter.columns").split("|"))]
    rows = [[said_of(each), *cells_of(each)] for each in found]
    if kind == "xlsx":
        return download(workbook(name, heads, rows), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return download(lines(heads, rows), CSV, f"{name}.csv")
    raise Missing


@blueprint.post("/uppfoljning/kvartal/<int:year>/<int:number>/las")
@web.door("quarter.lock")
def lock_quarter(year: int, number: int) -> Any:
    """Lock the figures of a quarter that is over, with some words."""
    which, text = _known(year, number), request.form.get("text", "")
    try:
        actions.lock_quarter(web.session(), which, text, me=visitor(), folder=web.config().files_dir, at=web.now())
    except Refused as reason:
        return _page(which, status=422, faults=[("text", told(reason))], text=text)
    web.say_next(say("following.said.locked"))
    return web.see_other("follow_up.quarter", ar=year, kvartal=number)


@blueprint.post("/uppfoljning/kvartal/<int:year>/<int:number>/skicka")
@web.door("quarter.lock")
def send_quarter(year: int, number: int) -> Any:
    """Send the locked quarter to the chief executives and the committee."""
    which = _known(year, number)
    shown = queries.opened(web.session(), year, queries.slug_of(Report.QUARTER, number), hold=True)
    to, faults = addresses_of(READERS, request.form)
    typed = {key: request.form.get(f"till-{key}", "") for key in READERS}
    if faults:
        return _page(which, status=422, faults=faults, typed=typed)
    try:
        done = actions.send(web.session(), shown, to, me=visitor(), at=web.now())
    except Refused as reason:
        return _page(which, status=422, faults=[("skicka", told(reason))], typed=typed)
    web.say_next(say("following.said.sent", who=", ".join(say(f"following.receiver.{key}") for key in done)))
    return web.see_other("follow_up.quarter", ar=year, kvartal=number)


def _page(which: Quarter, *, status: int = 200, **more: Any) -> Any:
    session, today = web.session(), web.today()
    locked = locked_quarters(session, which)
    report = _report(which, locked)
    found = of_report(report.figures) if report else figures(session, which)
    earlier = [(Quarter(row.year, row.number), of_report(row.figures)) for row in locked if row is not report]
    over = which.first_days[-1] <= today
    sent = queries.sent_of(session, report) if report else {}
    acts = may("quarter.lock", visitor().roles)
    waiting = [key for key in READERS if key not in sent] if report and acts else []
    known = queries.receivers(session, waiting, today) if waiting and "typed" not in more else {}
    later = which.after()
    context = {"faults": [], "text": "", "typed": {key: ", ".join(to) for key, to in known.items()}} | more
    return web.page(
        "follow_up/quarter.html", "quarter", status=status, quarter=which, report=report, sent=sent, waiting=waiting,
        rows=[(said_of(each), cells_of(each), each.reaches_goal) for each in found],
        drawn=_drawn([*earlier, (which, found)]), point=point_of(found), locks=acts and over and report is None,
        title=say("following.title.quarter", number=which.number, year=which.year), over=over,
        ends=day_long(which.first_days[-1], year=True), before=which.before(),
        after=later if later.first_days[0] <= today else None,
        name=name_of(report) if report else "", **context,
    )  # fmt: skip


def _drawn(quarters: list[tuple[Quarter, list[Figure]]]) -> Chart:
    """The shares of the quarters, side by side."""
    shares = [{each.key: each.percent for each in found} for _which, found in quarters]
    series = [Series(say(f"quarter.short.{key}"), [share[key] for share in shares]) for key in DRAWN]
    labels = [say("quarter.label", number=which.number, year=which.year) for which, _found in quarters]
    return draw(labels, series, cell=_percent, tick=_percent, layout="grouped")


def _percent(share: int) -> str:
    return say("quarter.percent", share=share)


def _report(which: Quarter, locked: list[FollowUp]) -> FollowUp | None:
    return next((row for row in locked if (row.year, row.number) == (which.year, which.number)), None)


def _known(year: int, number: int) -> Quarter:
    """A quarter that has begun; raises Missing for any other."""
    this = quarter_of(web.today())
    if not (year >= FIRST_YEAR and 1 <= number <= QUARTERS and (year, number) <= (this.year, this.number)):
        raise Missing
    return Quarter(year, number)


def _asked() -> Quarter:
    year, number = request.args.get("ar", ""), request.args.get("kvartal", "")
    if not all(text.isascii() and text.isdigit() and len(text) <= len("2026") for text in (year, number)):
        return quarter_of(web.today()).before()
    try:
        return _known(int(year), int(number))
    except Missing:
        return quarter_of(web.today()).before()
