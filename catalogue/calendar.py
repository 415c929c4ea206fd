"""Support hours and working days, on the Swedish clock; red days and eves are handed in as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS = dt.time(7, 30)
CLOSES = dt.time(16, 0)
CLOSES_BEFORE_RED = dt.time(15, 0)
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SupportCalendar:
    """Open 07:30-16:00 on ordinary weekdays, to 15:00 the day before a red day (R-142, R-143); closed on eves (C21)."""

    red_days: Collection[dt.date]
    eves: Collection[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Whether support is open at all on a day."""
        return day.weekday() < SATURDAY and day not in self.red_days and day not in self.eves

    def closes(self, day: dt.date) -> dt.time | None:
        """When support closes on a day; None for a closed day."""
        if not self.is_working_day(day):
            return None
        return CLOSES_BEFORE_RED if day + ONE_DAY in self.red_days else CLOSES

    def is_open(self, at: dt.datetime) -> bool:
        """Whether support is open at a UTC moment."""
        local = at.astimezone(STOCKHOLM)
        closes = self.closes(local.date())
        return closes is not None and OPENS <= local.time() < closes

    def opens(self, at: dt.datetime) -> dt.datetime:
        """The next moment when support opens after a UTC moment, UTC."""
        local = at.astimezone(STOCKHOLM)
        before = self.is_working_day(local.date()) and local.time() < OPENS
        day = local.date() if before else self.add_working_days(local.date(), 1)
        return dt.datetime.combine(day, OPENS, STOCKHOLM).astimezone(dt.UTC)

    def add_working_days(self, day: dt.date, days: int) -> dt.date:
        """The day that many working days later; the day itself does not count."""
        while days > 0:
            day += ONE_DAY
            days -= self.is_working_day(day)
        return day

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie after the first day up to the last."""
        span = range((last - first).days)
        return sum(self.is_working_day(first + dt.timedelta(days=step + 1)) for step in span)

    def due(self, at: dt.datetime, days: int = 1) -> dt.datetime:
        """Some working days later: the same time on that working day, within its hours (one day: R-149)."""
        local = self._into_hours(at.astimezone(STOCKHOLM))
        day = self.add_working_days(local.date(), days)
        closes = self.closes(day) or CLOSES
        return dt.datetime.combine(day, min(local.time(), closes), STOCKHOLM).astimezone(dt.UTC)

    def _into_hours(self, local: dt.datetime) -> dt.datetime:
        """A case registered outside hours counts from the next opening."""
        closes = self.closes(local.date())
        if closes is not None and local.time() < OPENS:
            return local.replace(hour=OPENS.hour, minute=OPENS.minute, second=0, microsecond=0)
        if closes is None or local.time() >= closes:
            day = self.add_working_days(local.date(), 1)
            return dt.datetime.combine(day, OPENS, STOCKHOLM)
        return local
