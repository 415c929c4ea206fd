"""What is asked of the forecast, as it stands in the address: which devices, which clock, which scenario.

A number that cannot be read is told of, and left out of the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.fields import ore_of, whole_number
from app.radar.queries.lots import Narrowed
from app.words import say
from catalogue.edition import Edition
from catalogue.radar import (
    AHEAD,
    CLOCKS,
    LEAST_PERCENT,
    LEAST_YEARS,
    LONGEST_LIFE,
    MOST_PERCENT,
    MOST_YEARS,
    Forecast,
    Scenario,
)

# What a row of the table is: a kind in an organisation, an organisation, a unit, a kind.
CUTS = ("delat", "kommun", "enhet", "sort")
CLOCK_WORDS = {"livslangd": "planned", "avskrivning": "depreciation", "garanti": "warranty"}
MOST_PRICE = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked; `faults` are (id of the field, what is wrong with it), `typed` the scenario's fields as typed."""

    which: Narrowed = field(default_factory=Narrowed)
    cut: str = CUTS[0]
    clock: str = CLOCKS[0]
    ahead: int = AHEAD
    scenario: Scenario = field(default_factory=Scenario)
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()

    def forecast(self, first: int, prices: Mapping[str, int], *, baseline: bool = False) -> Forecast:
        """The forecast that is asked for, or how things stand without its scenario."""
        scenario = Scenario() if baseline else self.scenario
        return Forecast(first=first, ahead=self.ahead, clock=self.clock, scenario=scenario, prices=prices)

    @property
    def address(self) -> dict[str, str | int]:
        """The same as parts of an address; what is as usual is left out."""
        parts: dict[str, str | int] = {
            "organisation": self.which.organisation, "sort": self.which.kind, "enhet": self.which.unit,
            "visa": "" if self.cut == CUTS[0] else self.cut,
            "klocka": "" if self.clock == CLOCKS[0] else self.clock_word,
            "fram": "" if self.ahead == AHEAD else self.ahead, **self.what_if,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}

    @property
    def clock_word(self) -> str:
        """The clock as the address names it."""
        return next(word for word, name in CLOCK_WORDS.items() if name == self.clock)

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.address)

    @property
    def what_if(self) -> dict[str, str | int]:
        """The scenario as parts of an address."""
        found: dict[str, str | int] = {f"liv-{kind}": years for kind, years in self.scenario.lives.items() if years}
        found |= {f"pris-{kind}": self.typed[f"pris-{kind}"] for kind in self.scenario.prices}
        return found | ({"pris": self.scenario.percent} if self.scenario.percent else {})


def read(sent: Mapping[str, str], edition: Edition) -> Asked:
    """What an address asks."""
    known = {key: kind for key, kind in edition.kinds.items() if kind.device_class}
    faults: list[tuple[str, str]] = []
    percent = _percent(sent.get("pris", ""), faults)
    lives = {key: _years(sent.get(f"liv-{key}", ""), lifeless=not kind.planned_months) for key, kind in known.items()}
    prices = {key: price for key in known if (price := _price(sent.get(f"pris-{key}", ""), key, faults)) is not None}
    unit, ahead = sent.get("enhet", ""), sent.get("fram", "")
    return Asked(
        which=Narrowed(
            organisation=sent.get("organisation", "")[:40], kind=sent["sort"] if sent.get("sort") in known else "",
            unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else 0,
        ),
        cut=sent["visa"] if sent.get("visa") in CUTS else CUTS[0],
        clock=CLOCK_WORDS.get(sent.get("klocka", ""), CLOCKS[0]),
        ahead=int(ahead) if ahead in {str(years) for years in range(1, AHEAD + 1)} else AHEAD,
        scenario=Scenario(lives={key: years for key, years in lives.items() if years}, percent=percent, prices=prices),
        typed={name: value[:20] for name, value in sent.items() if name.startswith("pris")},
        faults=tuple(faults),
    )  # fmt: skip


def _signed(text: str) -> int:
    """A whole number with or without a sign; raises ValueError."""
    text = text.strip().replace("\u2212", "-").removesuffix("%").strip()
    return -whole_number(text[1:]) if text.startswith("-") else whole_number(text.removeprefix("+"))


def _years(text: str, *, lifeless: bool) -> int:
    """Years more or fewer, or the whole life of a kind without one; 0 for anything else."""
    try:
        years = _signed(text)
    except ValueError:
        return 0
    least, most = (0, LONGEST_LIFE) if lifeless else (LEAST_YEARS, MOST_YEARS)
    return years if least <= years <= most else 0


def _percent(text: str, faults: list[tuple[str, str]]) -> int:
    if not text.strip():
        return 0
    try:
        percent = _signed(text)
    except ValueError:
        percent = MOST_PERCENT + 1
    if LEAST_PERCENT <= percent <= MOST_PERCENT:
        return percent
    faults.append(("pris", say("radar.fault.percent", least=LEAST_PERCENT, most=MOST_PERCENT)))
    return 0


def _price(text: str, kind: str, faults: list[tuple[str, str]]) -> int | None:
    if not text.strip():
        return None
    try:
        price = ore_of(text)
    except ValueError:
        price = MOST_PRICE + 1
    if price <= MOST_PRICE:
        return price
    faults.append((f"pris-{kind}", say("radar.fault.price")))
    return None
