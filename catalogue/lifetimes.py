"""Depreciation, planned end, renewal and book value: straight line from the month after a device came in service."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from catalogue.money import WHOLE

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class MonthCost:
    """The depreciation of one month, öre."""

    year: int
    month: int
    amount: int


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    first_of_next = dt.date(year + (month + 1) // MONTHS_A_YEAR, (month + 1) % MONTHS_A_YEAR + 1, 1)
    return dt.date(year, month + 1, min(day.day, (first_of_next - dt.timedelta(days=1)).day))


def planned_end(in_service: dt.date, planned_months: int) -> dt.date:
    """The day a device has lived its planned life (R-048)."""
    return add_months(in_service, planned_months)


def renewal_from(in_service: dt.date, planned_months: int, lead_days: int) -> dt.date:
    """The day its renewal is prepared (R-161)."""
    return planned_end(in_service, planned_months) - dt.timedelta(days=lead_days)


def schedule(price: int, months: int, in_service: dt.date) -> tuple[MonthCost, ...]:
    """The depreciation month by month, öre; the last takes the rounding rest (R-047).

    Raises ValueError for no months.
    """
    if months < 1 or price < 0:
        raise ValueError("a schedule needs a price and at least one month")
    each = price // months
    costs = []
    for step in range(1, months + 1):
        month = add_months(in_service.replace(day=1), step)
        costs.append(MonthCost(month.year, month.month, each if step < months else price - each * (months - 1)))
    return tuple(costs)


def depreciation_in(price: int, months: int, in_service: dt.date, *, year: int) -> int:
    """What a device costs in depreciation in a year, öre."""
    return sum(cost.amount for cost in schedule(price, months, in_service) if cost.year == year)


def book_value(price: int, months: int, in_service: dt.date, *, at: dt.date) -> int:
    """What is left to write off on a day, öre: the months before that day's month are written off."""
    written = sum(c.amount for c in schedule(price, months, in_service) if (c.year, c.month) < (at.year, at.month))
    return price - written if at >= in_service else 0


def capital_cost(price: int, months: int, in_service: dt.date, *, year: int, interest: int) -> int:
    """Depreciation of a year plus internal interest (basis points) on the book value on 1 January, öre (R-133)."""
    value = book_value(price, months, in_service, at=dt.date(year, 1, 1))
    return depreciation_in(price, months, in_service, year=year) + (value * interest * 2 + WHOLE) // (2 * WHOLE)
