"""Licences: the four base profiles, what a larger one costs more, what a month costs, and when each is looked over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue import money
from catalogue.lifetimes import MONTHS_A_YEAR, add_months

# The four user types of the agreement; everybody has exactly one.
PROFILES = ("own_computer", "shared_computer", "school_staff", "pupil")
# What a licence belongs to, and what the order of one must tell: where it goes, who looks after the content.
HOLDERS = ("", "person", "place")
DETAILS = ("place", "editors")
PERIODS = {"month": MONTHS_A_YEAR, "year": 1, "once": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLicence:
    """What everybody of a profile has without ordering; it costs their unit nothing (R-077, R-078)."""

    profile: str
    name: str
    who: str
    holds: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one person has and what they would have instead, by name and öre a year for their unit (R-079)."""

    old: str
    old_yearly: int
    new: str
    new_yearly: int

    @property
    def difference(self) -> int:
        """What the unit pays more each year, öre; less than nothing when the new one is cheaper."""
        return self.new_yearly - self.old_yearly


def yearly(price: int, period: str) -> int:
    """What a recurring price comes to in a year, öre; what is paid once recurs not at all."""
    return price * PERIODS[period]


def monthly(price: int, period: str, month: int) -> int:
    """What one of the twelve months of a year costs, öre: the twelve add up exactly to the year."""
    if period == "month":
        return price
    return money.split(yearly(price, period), [1] * MONTHS_A_YEAR)[month - 1]


def is_charged(month: dt.date, begins: dt.date, ended: dt.date | None, *, replaced: bool = False) -> bool:
    """Whether a month, named by its first day, is paid: every month begun, but one in which another took over.

    `ended` is the last day it held; a month with two licences for the same need is paid for the new one only.
    """
    last = add_months(month, 1) - dt.timedelta(days=1)
    if begins > last or (ended is not None and ended < month):
        return False
    return not (replaced and ended is not None and ended <= last)


def next_review(on: dt.date, months: int | None) -> dt.date | None:
    """The day somebody is asked whether it is still needed; None for what is never asked about."""
    return add_months(on, months) if months else None
