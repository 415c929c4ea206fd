"""What must be replaced when and what that costs, by each clock and in a scenario (DOMAIN d 1, 2 and 13; R-127)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
# The year a device has lived its planned life, is written off, and loses its warranty.
CLOCKS = ("planned", "depreciation", "warranty")
AHEAD = 6
LEAST_YEARS, MOST_YEARS = -3, 5
LONGEST_LIFE = 10
LEAST_PERCENT, MOST_PERCENT = -90, 200
HUNDRED = 100
NO_VALUES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Devices alike, of one kind in one place, with the years their clocks run out; None where nobody knows.

    `began` is the year they came in service, given where they have no planned end. Of `count` devices so many have a
    draft of a renewal, are ordered anew, or are past the day their maker stopped supporting them.
    """

    place: Hashable
    kind: str
    planned: int | None = None
    began: int | None = None
    depreciated: int | None = None
    warranted: int | None = None
    count: int = 1
    drafts: int = 0
    ordered: int = 0
    unsupported: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What if: years more or fewer of a kind's planned life, a life for kinds that have none, other prices.

    `lives` are years; `percent` holds for every price; `prices` are öre excluding VAT and stand for today's.
    """

    lives: Mapping[str, int] = field(default_factory=lambda: NO_VALUES)
    percent: int = 0
    prices: Mapping[str, int] = field(default_factory=lambda: NO_VALUES)

    @property
    def changes(self) -> bool:
        """Whether it differs from how things stand."""
        return bool(any(self.lives.values()) or self.percent or self.prices)

    def price(self, kind: str, today: Mapping[str, int]) -> int | None:
        """What a new one of a kind costs, öre, halves of an öre rounded up; None where nobody knows."""
        known = self.prices.get(kind, today.get(kind))
        return None if known is None else (known * (HUNDRED + self.percent) * 2 + HUNDRED) // (2 * HUNDRED)

    def due(self, lot: Lot, clock: str = CLOCKS[0]) -> int | None:
        """The year a lot's clock runs out; the scenario moves the planned life alone, for money and warranty are past.

        A kind without a planned life is due when the scenario gives it one.
        """
        if clock != CLOCKS[0]:
            return lot.depreciated if clock == "depreciation" else lot.warranted
        years = self.lives.get(lot.kind, 0)
        if lot.planned is not None:
            return lot.planned + years
        return lot.began + years if lot.began is not None and years > 0 else None


BASELINE = Scenario()


@dataclass(slots=True)
class Sum:
    """How many devices and what as many new ones cost, öre; `unpriced` of them have no known price."""

    count: int = 0
    cost: int = 0
    drafts: int = 0
    ordered: int = 0
    unsupported: int = 0
    unpriced: int = 0

    def take(self, lot: Lot, price: int | None) -> None:
        """Take a lot into this sum, at a price for each device."""
        self.count += lot.count
        self.drafts += lot.drafts
        self.ordered += lot.ordered
        self.unsupported += lot.unsupported
        if price is None:
            self.unpriced += lot.count
        else:
            self.cost += price * lot.count

    def add(self, other: Sum) -> None:
        """Take another sum into this one."""
        self.count += other.count
        self.cost += other.cost
        self.drafts += other.drafts
        self.ordered += other.ordered
        self.unsupported += other.unsupported
        self.unpriced += other.unpriced


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Lots counted by key and year. What should have been replaced before is the first year's."""

    first: int
    ahead: int
    clock: str = CLOCKS[0]
    scenario: Scenario = BASELINE
    prices: Mapping[str, int] = field(default_factory=lambda: NO_VALUES)

    @property
    def years(self) -> list[int]:
        """This year and those ahead."""
        return list(range(self.first, self.first + self.ahead + 1))

    def year_of(self, lot: Lot) -> int | None:
        """The year of the forecast that a lot belongs to; None when it has none."""
        due = self.scenario.due(lot, self.clock)
        year = None if due is None else max(due, self.first)
        return year if year is not None and year <= self.first + self.ahead else None

    def by(self, lots: Iterable[Lot], key: Callable[[Lot], Key]) -> dict[Key, dict[int, Sum]]:
        """The sums of each key and year."""
        found: dict[Key, dict[int, Sum]] = {}
        prices: dict[str, int | None] = {}
        for lot in lots:
            year = self.year_of(lot)
            if year is None:
                continue
            if lot.kind not in prices:
                prices[lot.kind] = self.scenario.price(lot.kind, self.prices)
            years = found.setdefault(key(lot), {})
            if year not in years:
                years[year] = Sum()
            years[year].take(lot, prices[lot.kind])
        return found


def total(sums: Iterable[Sum]) -> Sum:
    """Many sums as one."""
    whole = Sum()
    for each in sums:
        whole.add(each)
    return whole


def undated(lots: Iterable[Lot], lifeless: Collection[str]) -> int:
    """How many devices cannot be forecast although the agreement gives their kind a planned life."""
    return sum(lot.count for lot in lots if lot.planned is None and lot.kind not in lifeless)
