"""How available a component was in a year: outages are hours and minutes between two moments (L637, R-182)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

WHOLE = 10_000
HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """A component's year in minutes: how long it is, how long the component was away, and what the goal allows."""

    minutes: int
    away: int
    allowed: int

    @property
    def share(self) -> int:
        """The share of the year that the component was there, whole basis points and never more than it was."""
        return WHOLE * (self.minutes - self.away) // self.minutes

    @property
    def reaches_goal(self) -> bool:
        """Whether the outages stay within what the goal allows."""
        return self.away <= self.allowed


def of_year(outages: Iterable[tuple[dt.datetime, dt.datetime]], year: int, goal: int, zone: dt.tzinfo) -> Availability:
    """The availability in a year of `zone`; `goal` is basis points (9920 is 99.2 %).

    Outages that overlap count once, and only the part that lies in the year. An ordinary year with that goal allows
    70 hours and 4 whole minutes.
    """
    first, last = (dt.datetime(each, 1, 1, tzinfo=zone).astimezone(dt.UTC) for each in (year, year + 1))
    minutes = _minutes(last - first)
    away = _minutes(_together((max(begun, first), min(ended, last)) for begun, ended in outages))
    return Availability(minutes=minutes, away=away, allowed=minutes * (WHOLE - goal) // WHOLE)


def _together(spans: Iterable[tuple[dt.datetime, dt.datetime]]) -> dt.timedelta:
    """How long the spans last, what they share counted once."""
    total, reached = dt.timedelta(), None
    for begun, ended in sorted(span for span in spans if span[0] < span[1]):
        if reached is None or begun > reached:
            reached = begun
        if ended > reached:
            total += ended - reached
            reached = ended
    return total


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds()) // HOUR
