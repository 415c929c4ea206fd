"""The doors to a quarter's invoices: looked at before they are issued, issued once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.actions import STANDING
from app.contribution.forms import ReasonForm
from app.contribution.views.doors import blueprint, prepares, status_of, told, visitor
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from catalogue.contribution import QUARTERS


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/kvartal/<int:quarter>")
@web.door("finance.read")
def quarter(year: int, quarter: int) -> Any:
    """What every member is to be invoiced, line by line, or has been."""
    return _show(year, _known(quarter))


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/kvartal/<int:quarter>")
@web.door("finance")
def issue_quarter(year: int, quarter: int) -> Any:
    """Issue what is not issued of it."""
    session, form = web.session(), ReasonForm(request.form)
    row, number = queries.held(session, year), _known(quarter)
    why = (form.skal.data or "") if form.validate() else ""
    try:
        run = actions.start(session, row, number, visitor(), unsettled_why=why, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        session.rollback()
        return _show(year, number, status=status_of(reason), refused=told(reason))
    said = "invoicing" if run else "invoiced"
    web.say_next(say(f"contribution.said.{said}", quarter=number, year=year))
    return web.see_other("contribution.quarter", year=year, quarter=number)


@blueprint.post("/ekonomi/medlemsbidrag/<int:year>/tillagg")
@web.door("finance")
def issue_supplement(year: int) -> Any:
    """Issue last year's result on supplements to the first quarter."""
    session = web.session()
    row = queries.held(session, year)
    try:
        actions.start_supplement(session, row, visitor(), at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        session.rollback()
        return _show(year, 1, status=status_of(reason), refused=told(reason))
    web.say_next(say("contribution.said.supplemented"))
    return web.see_other("contribution.quarter", year=year, quarter=1)


def _known(number: int) -> int:
    if number not in QUARTERS:
        raise Missing
    return number


def _show(of: int, number: int, *, status: int = 200, refused: str = "") -> Any:
    session = web.session()
    year, before, settlement = queries.with_before(session, of)
    rows, run = queries.planned(session, year, number), queries.latest_run(session, year, number)
    return web.page(
        "contribution/quarter.html", "invoices", status=status, refused=refused, year=year, number=number, rows=rows,
        sums=_sums(rows, number), run=run, under_way=bool(run and run.state == "running"),
        left=[row for row in rows if row.issued is None], prepares=prepares(), stands=year.state in STANDING,
        before=before, settlement=settlement,
        unsettled=number == 1 and before is not None and not (settlement and settlement.locked_at),
        late=any(row.issued is not None and row.settlement for row in rows),
    )  # fmt: skip


def _sums(rows: Sequence[queries.Planned], number: int) -> list[int]:
    """The columns of the table added up, öre: what is invoiced as it was, the rest as it will be."""
    shown = [
        (row.issued.base, row.issued.amendments, row.issued.settlement, row.issued.total)
        if row.issued
        else (row.base, row.amended, row.settlement, row.total)
        for row in rows
    ]
    base, amended, settled, total = (sum(each) for each in zip(*shown, strict=True)) if shown else (0, 0, 0, 0)
    return [base, amended, settled, total] if number == 1 else [base, amended, total]
