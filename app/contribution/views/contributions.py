"""The doors to what the members pay: a year, one member with what every figure is made of, and its devices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Response, request

from app import web
from app.contribution import queries
from app.contribution.actions import STANDING
from app.contribution.models import QuarterInvoice
from app.contribution.queries.statement import statement
from app.contribution.views.doors import blueprint, prepares, visitor
from app.downloads import download
from app.words import say
from catalogue.contribution import QUARTERS
from catalogue.rights import may


@blueprint.get("/ekonomi/medlemsbidrag")
@web.door("finance.read")
def contributions() -> Any:
    """The year that goes on, or the latest there is."""
    years = queries.years(web.session())
    going = [row.year for row in years if row.year == web.today().year] or [row.year for row in years[:1]]
    if going:
        return web.see_other("contribution.contribution", year=going[0])
    return web.page("contribution/none.html", prepares=prepares())


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>")
@web.door("finance.read")
def contribution(year: int) -> Any:
    """What every member pays in a year, quarter by quarter, and what has been invoiced."""
    session = web.session()
    shown = queries.shown(session, year)
    row, issued = shown.year, queries.issued(session, shown.year)
    done = Counter(each.quarter for each in issued if not each.supplement)
    following = next((quarter for quarter in QUARTERS if done[quarter] < len(shown.shares)), 0)
    return web.page(
        "contribution/contribution.html", year=row, shown=shown, amendments=queries.amendments(session, row),
        issued={(each.organisation_id, each.quarter, each.supplement): each for each in issued},
        invoiced=queries.invoiced(issued), quarter_sums=_quarter_sums(shown, issued),
        following=following if row.state in STANDING else 0,
        supplements=any(each.supplement for each in issued), prepares=prepares(), stands=row.state in STANDING,
    )  # fmt: skip


def _quarter_sums(shown: queries.Budget, issued: Sequence[QuarterInvoice]) -> list[int]:
    """What each quarter comes to, öre, with supplements: as invoiced, and as planned for who is not invoiced yet."""
    done = {(row.organisation_id, row.quarter) for row in issued if not row.supplement}
    return [
        sum(row.total for row in issued if row.quarter == quarter)
        + sum(share.parts.quarters[quarter - 1] for share in shown.shares if (share.member.id, quarter) not in done)
        for quarter in QUARTERS
    ]


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/<string:organisation>")
@web.door("finance.read")
def member(year: int, organisation: str) -> Any:
    """What one member pays, and what every figure is made of."""
    session = web.session()
    shown = queries.shown(session, year)
    found = queries.member(shown.members, organisation)
    bought = queries.purchases(session, shown.run.id, found.id) if shown.run else []
    return web.page(
        "contribution/member.html", year=shown.year, shown=shown, member=found, share=shown.share_of(found.id),
        bought=bought, most=queries.MOST_PURCHASES, amendments=queries.amendments(session, shown.year, found.id),
        issued=[each for each in queries.issued(session, shown.year) if each.organisation_id == found.id],
    )  # fmt: skip


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/<string:organisation>/enheter")
@web.door("finance.read")
def devices(year: int, organisation: str) -> Any:
    """The devices behind a member's capital cost; `kop` only those bought with one of them."""
    session = web.session()
    shown = queries.shown(session, year)
    found = queries.member(shown.members, organisation)
    after, like = _number("efter"), _number("kop")
    rows, following = queries.rows_of(session, shown.run.id, found.id, after=after, like=like) if shown.run else ([], 0)
    return web.page(
        "contribution/devices.html", year=shown.year, member=found, run=shown.run, rows=rows, following=following,
        like=like, after=after, opens=may("devices.register", visitor().roles),
    )  # fmt: skip


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/<string:organisation>/underlag.pdf")
@web.door("finance.read")
def paper(year: int, organisation: str) -> Response:
    """The statement of a member's contribution on paper."""
    session = web.session()
    shown = queries.shown(session, year)
    found = queries.member(shown.members, organisation)
    data = statement(session, shown, found, today=web.today())
    name = say("contribution.paper.file", year=year, name=found.short_name)
    return download(data, "application/pdf", f"{name}.pdf")


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
