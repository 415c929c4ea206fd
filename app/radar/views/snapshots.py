"""The doors of frozen forecasts: freeze one, read them, take one as a file, hold one against what was done."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, request

from app import web
from app.downloads import download
from app.radar import actions
from app.radar.models import Snapshot
from app.radar.queries import snapshots as queries
from app.radar.queries.snapshots import Frozen
from app.radar.views.doors import blueprint, visitor
from app.radar.views.forecast import seen
from app.refusal import Refused
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import kr, say
from catalogue.edition import load as edition
from catalogue.rights import may

LONGEST_TITLE = 120


@blueprint.post("/ekonomi/prognoser/utbyte/lasta")
@web.door("forecast.freeze")
def freeze() -> Any:
    """Freeze the whole forecast with the scenario of the address; what the page leaves out is kept too."""
    now = seen(whole=True)
    title = " ".join("".join(char for char in request.form.get("titel", "") if char.isprintable()).split())
    made = actions.freeze(
        web.session(), visitor(), title[:LONGEST_TITLE] or say("radar.untitled", day=web.today().isoformat()),
        found=now.found, forecast=now.forecast, edition=edition(), at=web.now(),
    )  # fmt: skip
    web.say_next(say("radar.frozen"))
    return web.see_other("radar.snapshot", snapshot_id=made.id)


@blueprint.get("/ekonomi/prognoser/utbyte/lasta")
@web.door("forecast.read")
def snapshots() -> Any:
    """The forecasts that were frozen."""
    return web.page("radar/snapshots.html", rows=[(each, told(each)) for each in queries.snapshots(web.session())])


@blueprint.get("/ekonomi/prognoser/utbyte/lasta/<int:snapshot_id>")
@web.door("forecast.read")
def snapshot(snapshot_id: int) -> Any:
    """One of them, by organisation and class."""
    return _page(queries.snapshot(web.session(), snapshot_id))


def _page(found: Snapshot, status: int = 200, refusal: str = "") -> Any:
    rows = queries.frozen(web.session(), visitor(), found.id)
    years = list(range(found.first, found.first + found.ahead + 1))
    open_years, copied = queries.budgets(web.session(), found)
    return web.page(
        "radar/snapshot.html", status=status, refusal=refusal, open_years=open_years,
        open_pairs=[(str(year), str(year)) for year in open_years], copied=copied, snapshot=found,
        years=years, told=told(found), table=_by_class(rows),
        sums={year: _sum(rows, year) for year in years}, this=web.today().year,
        finance=may("finance", visitor().roles),
    )  # fmt: skip


@blueprint.post("/ekonomi/prognoser/utbyte/lasta/<int:snapshot_id>/till-budget")
@web.door("finance")
def copy_snapshot(snapshot_id: int) -> Any:
    """Write a year of it into that year's budget."""
    found = queries.snapshot(web.session(), snapshot_id)
    text = request.form.get("ar", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    try:
        count = actions.copy_to_budget(web.session(), visitor(), found, year, edition=edition(), at=web.now())
    except Refused as refusal:
        return _page(found, 422, say(refusal.key, **refusal.params))
    web.say_next(say("radar.budget.done", lines=count, year=year))
    return web.see_other("radar.snapshot", snapshot_id=found.id)


def _by_class(rows: list[Frozen]) -> list[tuple[str, str, dict[int, Frozen]]]:
    """A row for each class and organisation, with its years."""
    found: dict[tuple[str, str], dict[int, Frozen]] = {}
    for row in rows:
        found.setdefault((row.device_class, row.organisation), {})[row.year] = row
    return [(*key, years) for key, years in found.items()]


def _sum(rows: list[Frozen], year: int) -> tuple[int, int, int, int]:
    """Count and cost of a year, in the scenario and as things stood."""
    of = [row for row in rows if row.year == year]
    return (
        sum(row.count for row in of), sum(row.cost for row in of), sum(row.base_count for row in of),
        sum(row.base_cost for row in of),
    )  # fmt: skip


def told(snapshot: Snapshot) -> list[str]:
    """What a frozen scenario changed, in words."""
    kinds, scenario = edition().kinds, snapshot.scenario
    name = {key: kind.name for key, kind in kinds.items()}
    said = [
        say("radar.told.life", kind=name.get(key, key), years=f"{years:+d}".replace("-", "\u2212"))
        for key, years in scenario["lives"].items()
    ]
    if scenario["percent"]:
        said.append(say("radar.told.percent", percent=f"{scenario['percent']:+d}".replace("-", "\u2212")))
    said += [say("radar.told.price", kind=name.get(key, key), price=kr(ore)) for key, ore in scenario["prices"].items()]
    return said


@blueprint.get("/ekonomi/prognoser/utbyte/lasta/<int:snapshot_id>/utfall")
@web.door("forecast.read")
def outcome(snapshot_id: int) -> Any:
    """What it said of a year against what was ordered, delivered and replaced."""
    found = queries.snapshot(web.session(), snapshot_id)
    year = _year(found)
    rows = queries.outcome(web.session(), visitor(), snapshot_id, edition(), year=year)
    years = range(found.first, min(found.first + found.ahead, web.today().year) + 1)
    return web.page("radar/outcome.html", snapshot=found, rows=rows, year=year, years=years, this=web.today().year)


def _year(found: Snapshot) -> int:
    text = request.args.get("ar", str(found.first))
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    if not found.first <= year <= min(found.first + found.ahead, web.today().year):
        flask.abort(404)
    return year


@blueprint.get("/ekonomi/prognoser/utbyte/lasta/<int:snapshot_id>/rader.xlsx")
@web.door("forecast.read")
def snapshot_workbook(snapshot_id: int) -> Response:
    """Its rows as a workbook, a row for each organisation, kind and year."""
    found = queries.snapshot(web.session(), snapshot_id)
    return download(
        workbook(found.title, *_table(found, units=False)), XLSX, f"{say('forecast.file')}-{snapshot_id}.xlsx"
    )


@blueprint.get("/ekonomi/prognoser/utbyte/lasta/<int:snapshot_id>/rader.csv")
@web.door("forecast.read")
def snapshot_lines(snapshot_id: int) -> Response:
    """Every one of its rows as comma-separated text."""
    found = queries.snapshot(web.session(), snapshot_id)
    return download(lines(*_table(found, units=True)), CSV, f"{say('forecast.file')}-{snapshot_id}.csv")


def _table(found: Snapshot, *, units: bool) -> tuple[list[Head], list[list[Any]]]:
    titles = say("radar.columns").split("|")
    kinds = ("text", "text", "text", "number", "number", "amount", "amount", "number", "amount")
    columns = [Head(title, kind, 16) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]  # each is one of the kinds
    names = {key: kind.name for key, kind in edition().kinds.items()}
    return columns, [
        [organisation, unit, names.get(kind, kind), year, count, price, count * (price or 0), base, before]
        for organisation, unit, kind, year, count, price, base, before in queries.rows(
            web.session(), visitor(), found.id, units=units
        )
    ]
