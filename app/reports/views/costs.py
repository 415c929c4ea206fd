"""What the units in reach have cost: month by month, of which sort, who ordered what, against another period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request

from app import web
from app.asked import asked_of, asking
from app.budgets.queries import Listed, of_units
from app.charts import Chart, Series, draw
from app.downloads import download
from app.filters.queries import mine
from app.refusal import Missing
from app.reports import queries
from app.reports.forms import CostsForm
from app.reports.queries import Overview, Period
from app.reports.views.doors import blueprint, visitor
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import kr, say
from app.words.formats import MONTHS, SHORT
from catalogue.lifetimes import MONTHS_A_YEAR
from catalogue.rights import may

PAGE = "costs"
# What is drawn as one; four at most can be told apart.
DRAWN = (
    ("equipment", ("orders",)),
    ("licences", ("licences",)),
    ("outside", ("exceptions", "av")),
    ("extra", ("extra",)),
)


@blueprint.get("/kostnader")
@web.door("costs.read")
def costs() -> Any:
    """The costs of a period, with what they are compared with."""
    form, today = CostsForm(request.args), web.today()
    found = queries.overview(web.session(), visitor(), form.wanted(today))
    frames = of_units(web.session(), visitor().led_units, form.year(today))
    asked = asked_of("sida")
    return web.page(
        "reports/costs.html", "costs", found=found, form=form, drawn=_drawn(found, frames), frames=frames,
        point=_point(found),
        years=[(str(year), str(year)) for year in range(today.year, queries.FIRST_YEAR - 1, -1)],
        year=str(form.year(today)), period=_said(found.wanted.period),
        other=_said(found.wanted.other) if found.wanted.other else "",
        kinds=[("", say("costs.all_kinds")), *((kind, say(f"costs.kind.{kind}")) for kind in queries.KINDS)],
        units=[("", say("costs.all_units")), *((str(unit), name) for unit, name in found.units)],
        compare=[(key, say(f"costs.compare.{key or 'before'}")) for key in ("", "egen", "ingen")],
        kept=mine(web.session(), visitor(), PAGE, request.query_string.decode()), asked=request.query_string.decode(),
        xlsx=asking("/kostnader/export.xlsx", asked), csv=asking("/kostnader/export.csv", asked),
        upkeep=may("costs.upkeep", visitor().roles),
    )  # fmt: skip


@blueprint.get("/kostnader/export.<string:kind>")
@web.door("costs.read")
def costs_export(kind: str) -> Response:
    """Every cost of the period as a file, licences month by month."""
    wanted = CostsForm(request.args).wanted(web.today())
    if kind not in ("xlsx", "csv"):
        raise Missing
    rows = _exported(wanted.period, *queries.exported(web.session(), visitor(), wanted))
    columns = [
        Head(title, look, width)  # type: ignore[arg-type]  # the looks that follow
        for title, look, width in zip(
            say("costs.columns").split("|"),
            ("day", "text", "text", "text", "text", "text", "text", "amount"),
            (12, 24, 48, 28, 24, 16, 24, 14), strict=True,
        )
    ]  # fmt: skip
    web.log.info("export", what="costs", person=visitor().id)
    name = say("costs.file", first=wanted.period.first.isoformat(), last=wanted.period.last.isoformat())
    if kind == "xlsx":
        return download(workbook(say("costs.title"), columns, rows), XLSX, f"{name}.xlsx")
    return download(lines(columns, rows), CSV, f"{name}.csv")


def _exported(period: Period, bought: Any, products: Any) -> Iterator[tuple[Any, ...]]:
    for row in bought:
        kind = say(f"costs.kind.{row.kind}")
        yield row.on, kind, row.what, row.unit, row.who, row.number, row.account, row.amount
    for product in products:
        for month, amount in zip(period.months, product.months, strict=False):
            if amount:
                yield month, say("costs.kind.licences"), product.name, product.unit, "", "", "", amount


def _drawn(found: Overview, frames: Sequence[Listed]) -> Chart:
    """The costs month by month, with the frame of a lone unit; a sort that nobody had is left out."""
    series = [
        Series(
            say(f"costs.series.{key}"),
            [sum(month) for month in zip(*(found.by_kind[kind] for kind in kinds), strict=True)],
        )
        for key, kinds in DRAWN
        if key == "equipment" or any(any(found.by_kind[kind]) for kind in kinds)
    ]
    years = {month.year for month in found.months}
    labels = [
        SHORT[m.month - 1] if len(years) == 1 else f"{SHORT[m.month - 1]} {m.year % 100:02d}" for m in found.months
    ]
    period = found.wanted.period
    frame = None
    if len(found.by_unit) == len(frames) == 1 and not found.wanted.kind and period.last.year == period.first.year:
        a_month = frames[0].frame.amount // MONTHS_A_YEAR if period.first.year == frames[0].frame.year else 0
        frame = (say("costs.frame", amount=kr(a_month)), a_month) if a_month else None
    return draw(labels, series, cell=kr, tick=_whole, frame=frame, least_step=100)


def _whole(ore: int) -> str:
    return kr(ore).removesuffix("kr").strip()


def _point(found: Overview) -> str:
    """What the chart says, in one sentence."""
    sums = [sum(month) for month in zip(*found.by_kind.values(), strict=True)]
    if not any(sums):
        return say("costs.point.none")
    most, least = max(range(len(sums)), key=sums.__getitem__), min(range(len(sums)), key=sums.__getitem__)
    month = [f"{MONTHS[each.month - 1]} {each.year}" for each in found.months]
    if len(sums) == 1:
        return say("costs.point.one", month=month[0], amount=kr(sums[0]))
    return say("costs.point.some", most=month[most], high=kr(sums[most]), least=month[least], low=kr(sums[least]))


def _said(period: Period) -> str:
    """A period in words: whole months by name, else its days."""
    first, last = period.first, period.last
    names = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if first.day != 1 or first.year != last.year:
        return f"{first.isoformat()}\u2013{last.isoformat()}"
    if first.month == last.month:
        return f"{names[0]} {first.year}"
    return f"{names[0]}\u2013{names[1]} {first.year}"
