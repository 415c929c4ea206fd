"""Capital cost of a purchase in a year, by closed form: what lifetimes.schedule says month by month (L500-L503).

A purchase is devices of the same sort, price and day in service. Its schedule is that of its whole price; each device
bears its part of it, and the parts sum to the purchase to the öre.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from catalogue import money
from catalogue.terms import Payer

MONTHS_A_YEAR = 12
# Access points are individual investments from the budget of 2026 (L502, R-135): those bought before are shared.
OWN_FROM: Mapping[str, dt.date] = {"access_point": dt.date(2026, 1, 1)}


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs in a year, öre: `book_value` is that of 1 January, `expensed` what was written off."""

    book_value: int
    depreciation: int
    interest: int
    expensed: int

    @property
    def total(self) -> int:
        """Depreciation, interest and what was written off."""
        return self.depreciation + self.interest + self.expensed

    def __add__(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


NOTHING = Cost(0, 0, 0, 0)


def is_individual(device_class: str, payer: str, bought_on: dt.date) -> bool:
    """Whether the capital cost of a device is its municipality's own (R-135)."""
    return payer == Payer.INVEST and bought_on >= OWN_FROM.get(device_class, dt.date.min)


def cost_in(  # a schedule is a price, its months and its first day, as in lifetimes
    price: int, months: int, in_service: dt.date, year: int, *, interest: int, gone: dt.date | None = None
) -> Cost:
    """The cost of a year, öre; `interest` is basis points on the book value of 1 January (R-133).

    What is `gone` for good is written off in that month: all that is left, and nothing afterwards (DOMAIN d12).
    Raises ValueError for no months or a negative price.
    """
    if months < 1 or price < 0:
        raise ValueError("a schedule needs a price and at least one month")
    begins = _index(in_service) + 1
    january = year * MONTHS_A_YEAR
    ends = january + MONTHS_A_YEAR
    lost = _index(gone) if gone else ends
    if lost < january:
        return NOTHING
    before = _written(price, months, january - begins)
    after = _written(price, months, min(ends, lost) - begins)
    value = price - before if in_service <= dt.date(year, 1, 1) else 0
    return Cost(value, after - before, _interest(value, interest), price - after if lost < ends else 0)


def per_device(cost: Cost, count: int) -> list[Cost]:
    """A purchase's cost divided among its devices, to the öre."""
    parts = [money.split(amount, [1] * count) for amount in astuple(cost)]
    return [Cost(*each) for each in zip(*parts, strict=True)]


def _written(price: int, months: int, passed: int) -> int:
    """What is written off after some months; the last takes the rounding rest."""
    return price if passed >= months else max(passed, 0) * (price // months)


def _index(day: dt.date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1


def _interest(value: int, rate: int) -> int:
    return (value * rate * 2 + money.WHOLE) // (2 * money.WHOLE)
