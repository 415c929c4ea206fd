"""The doors of the forecast: what must be replaced when, by which clock, in which scenario; also as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from app import web
from app.assortment.queries import Shelf, shelf
from app.downloads import download
from app.radar.forms.asking import CLOCK_WORDS, CUTS, Asked, read
from app.radar.queries import behind, lots
from app.radar.views import show
from app.radar.views.doors import blueprint, visitor
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say
from catalogue import radar
from catalogue.edition import load as edition
from catalogue.radar import Forecast
from catalogue.rights import may


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is asked with what was found."""

    asked: Asked
    shelf: Shelf
    found: lots.Counted
    forecast: Forecast
    baseline: Forecast


def seen(*, whole: bool = False) -> Seen:
    """The forecast that the address asks for; the `whole` one is by unit, leaves nothing out, goes by planned life."""
    asked, range_ = read(request.args, edition()), shelf(web.session())
    if whole:
        asked = replace(asked, which=lots.Narrowed(), clock=radar.CLOCKS[0])
    models = lots.past_support(range_, web.today())
    prices = {kind: model.price for kind, model in lots.prices(range_).items()}
    first, only = web.today().year, asked.clock if whole or asked.cut == "enhet" else ""
    return Seen(
        asked=asked, shelf=range_,
        found=lots.counted(web.session(), visitor(), asked.which, models=models, only=only),
        forecast=asked.forecast(first, prices), baseline=asked.forecast(first, prices, baseline=True),
    )  # fmt: skip


@blueprint.get("/ekonomi/prognoser/utbyte")
@web.door("forecast.read")
def forecast() -> Any:
    """What must be replaced each year, what it costs, and what a scenario makes of it."""
    return _page(seen())


@blueprint.get("/it/prognos")
@web.door("forecast.read")
def it_forecast() -> Any:
    """The same page at IT's address: there is one forecast."""
    return _page(seen())


def _page(now: Seen) -> Any:
    asked, ruled, me = now.asked, edition(), visitor()
    kinds = lots.device_kinds(ruled)
    sums, base = show.sums(now.found, now.forecast), show.sums(now.found, now.baseline)
    return web.page(
        "radar/forecast.html", asked=asked, rows=show.rows(now.found, now.forecast, asked, ruled), sums=sums, base=base,
        years=now.forecast.years, whole=radar.total(sums.values()), before=radar.total(base.values()),
        clocks=show.clocks(now.found, now.forecast) if asked.cut != "enhet" else [],
        drawn=show.drawing(now.found, now.forecast, now.baseline, ruled), point=show.point(sums, base),
        choices=show.choices(asked, lots.prices(now.shelf), ruled, kinds),
        undated=radar.undated(now.found.lots, lifeless()), unpriced=_unpriced(now, kinds),
        supported=lots.with_support_day(now.shelf), today=web.today().isoformat(),
        coming=_coming(asked, kinds), said=behind.said(web.session(), me, now.forecast.years),
        managed=[(name, *now.found.managed.get(name, (0, 0))) for name in ("computer", "phone", "tablet")],
        organisations=_organisations(now.found), cuts=[(cut, say(f"radar.cut.{cut}")) for cut in CUTS],
        clock_words=[(word, say(f"radar.clock.{name}")) for word, name in CLOCK_WORDS.items()],
        may_freeze=may("forecast.freeze", me.roles), may_comment=may("forecast.comment", me.roles),
    )  # fmt: skip


def lifeless() -> list[str]:
    """The kinds of devices that have no planned life by the agreement."""
    return [key for key in lots.device_kinds(edition()) if not edition().kinds[key].planned_months]


def _unpriced(now: Seen, kinds: Sequence[str]) -> list[str]:
    """The names of kinds that fall due and have no price."""
    sums = now.forecast.by(now.found.lots, lambda lot: lot.kind)
    short = [key for key in kinds if any(each.unpriced for each in sums.get(key, {}).values())]
    return [edition().kinds[key].name for key in short]


def _coming(asked: Asked, kinds: Sequence[str]) -> list[tuple[str, int]]:
    found = behind.coming(web.session(), visitor(), asked.which, kinds)
    return [(edition().kinds[key].name, found[key]) for key in kinds if key in found]


def _organisations(found: lots.Counted) -> list[tuple[str, str]]:
    """The organisations to choose among: those with devices in reach."""
    places = {(lot.place.key, lot.place.organisation) for lot in found.lots if isinstance(lot.place, lots.Place)}
    return sorted(places, key=lambda each: each[1])


@blueprint.get("/ekonomi/prognoser/utbyte.xlsx")
@web.door("forecast.read")
def workbook_of() -> Response:
    """The forecast as a workbook."""
    columns, rows = _table()
    return _file(workbook(say("radar.title"), columns, rows), XLSX, "xlsx")


@blueprint.get("/ekonomi/prognoser/utbyte.csv")
@web.door("forecast.read")
def lines_of() -> Response:
    """The forecast as comma-separated text."""
    return _file(lines(*_table()), CSV, "csv")


@blueprint.get("/it/prognos/export.csv")
@web.door("forecast.read")
def export() -> Response:
    """The same at IT's address."""
    return _file(lines(*_table()), CSV, "csv")


def _table() -> tuple[list[Head], list[list[Any]]]:
    now = seen()
    years = now.forecast.years
    columns = [Head(say("radar.column.what"), width=30), Head(say("radar.column.where"), width=24)]
    columns += [Head(str(year), "number", 9) for year in years]
    columns += [Head(say("radar.column.cost", year=year), "amount", 18) for year in years]
    rows = [
        [row.title, row.beside, *(row.years[year].count if year in row.years else 0 for year in years),
         *(row.years[year].cost if year in row.years else 0 for year in years)]
        for row in show.rows(now.found, now.forecast, now.asked, edition())
    ]  # fmt: skip
    web.log.info("export", what="forecast", person=visitor().id)
    return columns, rows


def _file(data: bytes, media_type: str, ending: str) -> Response:
    name = f"{say('forecast.file')}-{web.today().isoformat()}.{ending}"
    return download(data, media_type, name)
