"""Money to the öre: VAT, shares, depreciation, the worked example of the contribution."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import lifetimes, money

AMOUNTS = st.integers(-(10**12), 10**12)


@given(AMOUNTS, st.sampled_from([0, 600, 1200, 2500]))
def test_vat_is_rounded_half_away_from_zero(net: int, rate: int) -> None:
    exact = Fraction(net * rate, 10_000)
    found = money.vat(net, rate)
    assert abs(found - exact) <= Fraction(1, 2)
    if abs(found - exact) == Fraction(1, 2):
        assert abs(found) > abs(exact)


@pytest.mark.rule("R-126")
@given(AMOUNTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_sum_exactly_and_are_off_by_less_than_an_ore(total: int, weights: list[int]) -> None:
    parts = money.split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part - Fraction(total * weight, whole)) < 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [-1, 2]])
def test_weights_that_are_none_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        money.split(100, weights)


@pytest.mark.rule("R-004")
def test_the_shared_cost_of_the_worked_example() -> None:
    assert money.split(3_600_000_000, [11478, 16232, 5497, 8606]) == [988228541, 1397536651, 473278646, 740956162]


@pytest.mark.rule("R-129")
@given(st.integers(0, 10**12))
def test_four_quarters_are_the_whole(total: int) -> None:
    assert sum(money.quarters(total)) == total


def test_the_quarters_of_the_worked_example() -> None:
    assert money.quarters(529383646) == [132345911, 132345911, 132345911, 132345913]


@pytest.mark.rule("R-047")
@given(st.integers(0, 10**8), st.integers(1, 72), st.dates(dt.date(2016, 1, 1), dt.date(2036, 12, 31)))
def test_a_schedule_has_its_months_sums_to_the_price_and_begins_the_month_after(
    price: int, months: int, day: dt.date
) -> None:
    plan = lifetimes.schedule(price, months, day)
    assert len(plan) == months
    assert sum(cost.amount for cost in plan) == price
    assert len({cost.amount for cost in plan[:-1]}) <= 1
    first = lifetimes.add_months(day.replace(day=1), 1)
    assert (plan[0].year, plan[0].month) == (first.year, first.month)
    after = lifetimes.add_months(day, months + 1)
    assert lifetimes.book_value(price, months, day, at=after.replace(day=1)) == 0


# The purchases of the worked example: öre, months, in service, and what 2027 costs of them.
EXAMPLE = (
    (115_200_000, 48, dt.date(2026, 3, 15), 28_800_000, 93_600_000),
    (36_000_000, 48, dt.date(2024, 8, 15), 9_000_000, 15_000_000),
    (72_000_000, 36, dt.date(2024, 5, 15), 10_000_000, 10_000_000),
    (24_000_000, 60, dt.date(2026, 6, 15), 4_800_000, 21_600_000),
)


@pytest.mark.rule("R-134")
@pytest.mark.parametrize(("price", "months", "since", "depreciation", "book"), EXAMPLE)
def test_each_purchase_of_the_worked_example(
    price: int, months: int, since: dt.date, depreciation: int, book: int
) -> None:
    assert lifetimes.depreciation_in(price, months, since, year=2027) == depreciation
    assert lifetimes.book_value(price, months, since, at=dt.date(2027, 1, 1)) == book


@pytest.mark.rule("R-133")
@pytest.mark.rule("R-128")
def test_the_capital_cost_and_contribution_of_the_worked_example() -> None:
    capital = sum(lifetimes.capital_cost(p, m, since, year=2027, interest=250) for p, m, since, _, _ in EXAMPLE)
    assert capital == 56_105_000
    assert 473278646 + capital == 529383646


@pytest.mark.rule("R-048")
@pytest.mark.parametrize(("months", "year"), [(72, 2032), (48, 2030)])
def test_a_mac_of_march_2026_is_due_in_2032_and_a_pc_in_2030(months: int, year: int) -> None:
    assert lifetimes.planned_end(dt.date(2026, 3, 15), months) == dt.date(year, 3, 15)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 31), 2, dt.date(2027, 2, 28)),
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
    ],
)
def test_months_end_where_months_end(day: dt.date, months: int, expected: dt.date) -> None:
    assert lifetimes.add_months(day, months) == expected
