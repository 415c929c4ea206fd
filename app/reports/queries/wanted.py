"""What of the costs somebody wants to see: a period of days, what it is compared with, and a part of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.lifetimes import add_months

FIRST_YEAR = 2020
MOST_MONTHS = 36
KINDS = ("orders", "licences", "exceptions", "av", "extra")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from a first to a last one, both within."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> list[dt.date]:
        """The first days of its months, and of the one after."""
        month, found = self.first.replace(day=1), list[dt.date]()
        while month <= self.last:
            found.append(month)
            month = add_months(month, 1)
        return [*found, month]

    @property
    def is_long(self) -> bool:
        """Whether it has more months than can be shown."""
        return len(self.months) - 1 > MOST_MONTHS

    def a_year_before(self) -> Period:
        """The same days a year earlier."""
        return Period(add_months(self.first, -12), add_months(self.last, -12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A period, what it is compared with, and which sort, unit and words; empty means all."""

    period: Period
    other: Period | None
    kind: str = ""
    unit: int = 0
    text: str = ""


def year_until(year: int, today: dt.date) -> Period:
    """A year as far as it has come."""
    return Period(dt.date(year, 1, 1), min(dt.date(year, 12, 31), max(today, dt.date(year, 1, 1))))
