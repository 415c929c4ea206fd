"""When something arrives: Swedish working days counted from the day it was let go."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

ONE_DAY = dt.timedelta(days=1)


def arrives_on(start: dt.date, working_days: int) -> dt.date:
    """The day that many working days after `start`; red days and weekends do not count."""
    day, left = start, working_days
    while left > 0:
        day += ONE_DAY
        left -= is_working_day(day)
    return day


def is_working_day(day: dt.date) -> bool:
    """Whether people work on a day: not on weekends, red days, or the eves that are as good as red."""
    return day.weekday() < 5 and day not in _red_days(day.year)


@cache
def _red_days(year: int) -> frozenset[dt.date]:
    red = frozenset(holidays.country_holidays("SE", years=year, language="sv", include_sundays=False))
    eves = {dt.date(year, 12, 24), dt.date(year, 12, 31), _midsummer_eve(year)}
    return red | eves


def _midsummer_eve(year: int) -> dt.date:
    first = dt.date(year, 6, 19)
    return first + dt.timedelta(days=(4 - first.weekday()) % 7)
