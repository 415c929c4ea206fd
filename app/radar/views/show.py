"""The forecast as a page shows it: rows with a cell for each year, sums, the drawing, the scenario's form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from app.charts import Chart, Series, draw
from app.radar.forms.asking import Asked
from app.radar.queries.lots import Counted, Place
from app.words import kr, say
from catalogue.edition import Edition
from catalogue.radar import CLOCKS, LEAST_YEARS, Forecast, Lot, Sum, total

MILLION = 100_000_000
THOUSAND = 100_000
# What is drawn in a colour of its own; the network is one.
DRAWN = {
    "computer": "computer", "tablet": "tablet", "phone": "phone", "access_point": "network", "switch": "network",
    "firewall": "network",
}  # fmt: skip
LIVES = range(LEAST_YEARS + 1, 4)
WHOLE_LIVES = range(2, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table: what it is, its sums by year, and the query of the address that leads to its devices."""

    title: str
    beside: str
    query: str
    years: Mapping[int, Sum]
    renews: bool | None = None

    @property
    def whole(self) -> Sum:
        """The sum of its years."""
        return total(self.years.values())


def rows(found: Counted, forecast: Forecast, asked: Asked, edition: Edition) -> list[Row]:
    """The rows of the table, cut as asked."""
    keys: dict[str, Callable[[Lot], tuple[str, Place | None]]] = {
        "delat": lambda lot: (lot.kind, cast(Place, lot.place)),
        "kommun": lambda lot: ("", cast(Place, lot.place)),
        "enhet": lambda lot: ("", cast(Place, lot.place)),
        "sort": lambda lot: (lot.kind, None),
    }
    found_sums = forecast.by(found.lots, keys[asked.cut])
    made = [_row(key, years, asked, edition) for key, years in found_sums.items()]
    return sorted(made, key=lambda row: (row.title, row.beside))


def _row(key: tuple[str, Place | None], years: Mapping[int, Sum], asked: Asked, edition: Edition) -> Row:
    kind, place = key
    where = dict(asked.address)
    where |= {"sort": kind} if kind else {}
    where |= {"organisation": place.key} if place else {}
    where |= {"enhet": place.unit_id} if place and place.unit_id else {}
    known = edition.kinds.get(kind)
    title, beside = (known.name if known else kind), place.organisation if place else ""
    if place and not kind:
        title, beside = (place.unit, place.organisation) if place.unit_id else (place.organisation, "")
    return Row(
        title=title, beside=beside, query=urlencode(where), years=years, renews=known.auto_renewal if known else None
    )


def sums(found: Counted, forecast: Forecast) -> dict[int, Sum]:
    """The sum of each year of a forecast, every year there."""
    known = forecast.by(found.lots, lambda _: 0).get(0, {})
    return {year: known.get(year, Sum()) for year in forecast.years}


def clocks(found: Counted, forecast: Forecast) -> list[tuple[str, dict[int, Sum]]]:
    """How many fall due each year by each clock."""
    return [(clock, sums(found, replace(forecast, clock=clock))) for clock in CLOCKS]


def drawing(found: Counted, forecast: Forecast, baseline: Forecast, edition: Edition) -> Chart:
    """The cost of each year: by class, or with a scenario beside how things stand."""
    labels = [str(year) for year in forecast.years]
    if forecast.scenario.changes:
        pairs = [("radar.chart.baseline", baseline), ("radar.chart.scenario", forecast)]
        lines = [Series(say(name), [each.cost for each in sums(found, which).values()]) for name, which in pairs]
        return draw(labels, lines, cell=kr, tick=short, layout="grouped", least_step=THOUSAND)
    classes = {key: DRAWN.get(kind.device_class or "", "") for key, kind in edition.kinds.items()}
    by_class = forecast.by(found.lots, lambda lot: classes.get(lot.kind, ""))
    lines = [
        Series(say(f"radar.drawn.{name}"), [by_class[name].get(year, Sum()).cost for year in forecast.years])
        for name in dict.fromkeys(DRAWN.values())
        if name in by_class
    ]
    return draw(labels, lines or [Series("", [0] * len(labels))], cell=kr, tick=short, least_step=THOUSAND)


def short(ore: int) -> str:
    """An amount at a scale's line: `1,5 mn kr`, `250 tkr`."""
    if ore >= MILLION:
        whole, rest = divmod(ore * 10 // MILLION, 10)
        return say("radar.chart.million", amount=f"{whole},{rest}" if rest else whole)
    return say("radar.chart.thousand", amount=ore // THOUSAND) if ore else "0"


def point(each: Mapping[int, Sum], base: Mapping[int, Sum]) -> str:
    """The one sentence the drawing is for."""
    if not any(one.count for one in each.values()):
        return say("radar.point.nothing")
    year, most = max(each.items(), key=lambda pair: (pair[1].cost, pair[1].count, -pair[0]))
    said = say("radar.point.most", year=year, count=most.count, cost=kr(most.cost))
    more = total(each.values()).cost - total(base.values()).cost
    if not more:
        return said
    return f"{said} {say('radar.point.more' if more > 0 else 'radar.point.less', cost=kr(abs(more)))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A kind in the scenario's form: its price today in words, the lives to choose among, and what was typed."""

    key: str
    name: str
    model: str
    slug: str
    price: str
    lives: Sequence[tuple[str, str]]
    life: str
    typed: str

    @property
    def pair(self) -> tuple[str, str]:
        """Key and name, to choose among."""
        return self.key, self.name


def choices(asked: Asked, current: Mapping[str, Any], edition: Edition, kinds: Sequence[str]) -> list[Choice]:
    """The kinds that a scenario may change."""
    found = []
    for key in kinds:
        kind, model = edition.kinds[key], current.get(key)
        found.append(
            Choice(
                key=key, name=kind.name, model=model.name if model else "", slug=model.slug if model else "",
                price=kr(model.price) if model else "", lives=_lives(kind.planned_months),
                life=str(asked.scenario.lives.get(key, 0)), typed=asked.typed.get(f"pris-{key}", ""),
            )
        )  # fmt: skip
    return found


def _lives(months: int | None) -> list[tuple[str, str]]:
    if not months:
        return [
            ("0", say("radar.life.none")),
            *((str(years), say("radar.life.whole", years=years)) for years in WHOLE_LIVES),
        ]
    whole = months // 12
    return [(str(years), _life(whole + years, years)) for years in LIVES if whole + years > 0]


def _life(whole: int, more: int) -> str:
    if not more:
        return say("radar.life.same", years=whole)
    return say("radar.life.other", years=whole, more=f"{more:+d}".replace("-", "\u2212"))
