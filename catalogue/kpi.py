"""The goal that most cases are solved by the first line, quarter by quarter (L527-L529, R-146 to R-148)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MONTHS = 3
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first_days(self) -> tuple[dt.date, ...]:
        """The first day of each of its months, and of the one after."""
        months = [self.year * 12 + MONTHS * (self.number - 1) + count for count in range(MONTHS + 1)]
        return tuple(dt.date(month // 12, month % 12 + 1, 1) for month in months)

    def before(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year - 1, QUARTERS) if self.number == 1 else Quarter(self.year, self.number - 1)

    def after(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.year + 1, 1) if self.number == QUARTERS else Quarter(self.year, self.number + 1)


@dataclass(frozen=True, slots=True)
class Solved:
    """How many cases were solved, and how many of them by the first line."""

    all: int
    first_line: int

    @property
    def percent(self) -> int:
        """The share of the first line in whole per cent, never more than it was."""
        return 100 * self.first_line // self.all if self.all else 0

    @property
    def reaches_goal(self) -> bool:
        """Whether it was the majority: more than half."""
        return 2 * self.first_line > self.all


def quarter_of(day: dt.date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)
