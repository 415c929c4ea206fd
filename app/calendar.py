"""The Swedish calendar of support: working days, red days and eves."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from catalogue.calendar import SupportCalendar

FRIDAY = 4


@cache
def support_calendar(year: int) -> SupportCalendar:
    """The days of a year and the next one (C21)."""
    years = (year, year + 1)
    red = holidays.country_holidays("SE", years=years, language="sv", include_sundays=False)
    eves = {eve for each in years for eve in (dt.date(each, 12, 24), dt.date(each, 12, 31), _midsummer_eve(each))}
    return SupportCalendar(frozenset(red), frozenset(eves))


def _midsummer_eve(year: int) -> dt.date:
    """The Friday between 19 and 25 June."""
    first = dt.date(year, 6, 19)
    return first + dt.timedelta(days=(FRIDAY - first.weekday()) % 7)
