"""The doors of runs: the months, how far each has come, and starting one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import web
from app.invoicing import actions
from app.invoicing.models import InvoiceRun
from app.invoicing.queries import runs as questions
from app.invoicing.queries.reach import acts, demand
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say
from app.words.formats import month_of
from catalogue.lifetimes import add_months

MONTHS = 12


@blueprint.get("/ekonomi/fakturor/korningar")
@web.door("finance.read")
def runs() -> Any:
    """The latest runs with their progress and what stood in the way."""
    found = questions.latest(web.session())
    return web.page(
        "invoicing/runs.html",
        "runs",
        runs=[(run, _title(run)) for run in found],
        hindered=questions.hindered(web.session(), found) if found else [],
        months=[(f"{month:%Y-%m}", month_of(month)) for month in _months()],
        under_way=any(run.state == "running" for run in found),
        acts=acts(visitor()),
    )


@blueprint.post("/ekonomi/fakturor/korningar")
@web.door("finance")
def start() -> Any:
    """Start the run of a month (`manad`); the worker does it."""
    me = visitor()
    demand(me)
    month = next((each for each in _months() if f"{each:%Y-%m}" == request.form.get("manad", "")), None)
    if month is None:
        raise Refused("invoicing.refused.month")
    actions.start(web.session(), month, actor=me.actor, at=web.now(), today=web.today())
    web.say_next(say("invoicing.done.started", month=month_of(month)))
    return web.see_other("invoicing.runs")


def _title(run: InvoiceRun) -> str:
    quarter = (run.month.month + 2) // 3
    return say(f"invoicing.run.{run.kind}", month=month_of(run.month), quarter=quarter, year=run.month.year)


def _months() -> list[dt.date]:
    """The months that may be run, last month first."""
    this = web.today().replace(day=1)
    return [add_months(this, -1), this, *(add_months(this, -back) for back in range(2, MONTHS))]
