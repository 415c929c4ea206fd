"""When something arrives: Swedish working days counted from the day it was let go."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from catalogue.calendar import SupportCalendar


def arrives_on(start: dt.date, working_days: int) -> dt.date:
    """The day that many working days after `start`; weekends, red days and eves do not count (C21)."""
    return _calendar(start.year).add_working_days(start, working_days)


@cache
def _calendar(year: int) -> SupportCalendar:
    """The working days of a year and the next."""
    years = (year, year + 1)
    red = holidays.country_holidays("SE", years=years, language="sv", include_sundays=False)
    eves = {eve for each in years for eve in (dt.date(each, 12, 24), dt.date(each, 12, 31), _midsummer_eve(each))}
    return SupportCalendar(frozenset(red), frozenset(eves))


def _midsummer_eve(year: int) -> dt.date:
    """The Friday between 19 and 25 June."""
    first = dt.date(year, 6, 19)
    return first + dt.timedelta(days=(4 - first.weekday()) % 7)
