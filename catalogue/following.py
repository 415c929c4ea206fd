"""Following up a budget year: its reports, their lines, deviations by kind and by member, and one year against another.

During a year there are three forecasts and one half-year report (L495-L497, R-130). The change of a member's
contribution from one year to the next is individual capital costs and shared costs (L7-L8, R-003), besides adjustments.
All amounts are öre.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogue import lifetimes, money
from catalogue.contribution import MEMBERS_OWN, Category, Parts, Section, shares


class Report(StrEnum):
    """What a follow-up is; a quarter is that of service and deliveries, not of money."""

    FORECAST = "forecast"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"


# How many of each a year holds.
MOST: Mapping[Report, int] = {Report.FORECAST: 3, Report.HALF_YEAR: 1, Report.QUARTER: 4}
# In the order of a year: the forecasts after the first months, the half-year report in the summer.
OF_A_YEAR: Sequence[tuple[Report, int]] = (
    (Report.FORECAST, 1), (Report.HALF_YEAR, 1), (Report.FORECAST, 2), (Report.FORECAST, 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of cost of a year, of all members or one's own; `member` is empty for what is shared."""

    section: Section
    category: Category
    member: str
    budget: int
    outcome: int
    forecast: int

    @property
    def deviation(self) -> int:
        """What is left of the budget when the year is over; less than nothing when it will not do."""
        return self.budget - self.forecast


@dataclass(frozen=True, slots=True)
class Sum:
    """Budget, outcome so far and forecast of some lines together."""

    budget: int
    outcome: int
    forecast: int

    @property
    def deviation(self) -> int:
        """Budget less forecast."""
        return self.budget - self.forecast

    @property
    def used(self) -> int:
        """How much of the budget the outcome is, whole per cent, never more than it was; 0 without a budget."""
        return 100 * self.outcome // self.budget if self.budget > 0 else 0


def total(lines: Iterable[Line]) -> Sum:
    """Some lines together."""
    rows = list(lines)
    return Sum(sum(row.budget for row in rows), sum(row.outcome for row in rows), sum(row.forecast for row in rows))


def by_kind(lines: Sequence[Line]) -> list[tuple[Section, Category, Sum]]:
    """The sum of each section and category, in the order of the agreement."""
    known = list(dict.fromkeys((line.section, line.category) for line in lines))
    known.sort(key=lambda kind: (list(Section).index(kind[0]), list(Category).index(kind[1])))
    return [
        (section, category, total(line for line in lines if (line.section, line.category) == (section, category)))
        for section, category in known
    ]


def by_member(lines: Sequence[Line], inhabitants: Mapping[str, int]) -> dict[str, Sum]:
    """What each member bears: its share by inhabitants of what is shared, and its own; together they are the lines.

    The shared deviation is what is divided, as it will be when the year is settled; the forecast follows from it.
    """
    shared = total(line for line in lines if line.section not in MEMBERS_OWN)
    counts = list(inhabitants.values())
    parts = zip(
        inhabitants, shares(shared.budget, counts), shares(shared.outcome, counts), shares(shared.deviation, counts),
        strict=True,
    )  # fmt: skip
    found = {}
    for member, budget, outcome, left in parts:
        own = total(line for line in lines if line.section in MEMBERS_OWN and line.member == member)
        found[member] = Sum(budget + own.budget, outcome + own.outcome, budget - left + own.forecast)
    return found


def written_so_far(price: int, months: int, in_service: dt.date, *, until: dt.date) -> int:
    """What of a purchase is written off in the year of a day, its month included, öre (DOMAIN d1)."""
    return sum(
        cost.amount
        for cost in lifetimes.schedule(price, months, in_service)
        if cost.year == until.year and cost.month <= until.month
    )


def interest_so_far(interest: int, until: dt.date) -> int:
    """What of a year's internal interest the months have borne, the day's month included, öre."""
    return interest * until.month // lifetimes.MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class Change:
    """How a member's contribution changed from one year to the next, and why, öre."""

    before: Parts
    after: Parts
    costs: int
    population: int

    @property
    def shared(self) -> int:
        """The shared costs: what they themselves changed by, and what the new number of inhabitants did."""
        return self.costs + self.population

    @property
    def capital(self) -> int:
        """The individual capital costs."""
        return self.after.capital - self.before.capital

    @property
    def adjustment(self) -> int:
        """Adjustments: neither of the two components, but a part of what is paid."""
        return self.after.adjustment - self.before.adjustment

    @property
    def total(self) -> int:
        """The whole change; it is the sum of the parts."""
        return self.after.total - self.before.total


def compare(before: Sequence[Parts], after: Sequence[Parts], inhabitants: Sequence[int]) -> list[Change]:
    """Each member's change of contribution; `inhabitants` are those the year before was shared by (R-003).

    What the shared costs did is this year's cost shared by the old key, less what was paid; the rest is the new key.
    """
    old_key = money.split(sum(parts.shared for parts in after), inhabitants)
    return [
        Change(then, now, costs=by_old - then.shared, population=now.shared - by_old)
        for then, now, by_old in zip(before, after, old_key, strict=True)
    ]
