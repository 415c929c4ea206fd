"""Contributions to the öre for any figures: shares, quarters, settlements; and capital cost by closed form."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue import capital, contribution, lifetimes
from catalogue.contribution import CATEGORIES, ONWARD, BudgetState, Category, Parts, Section

AMOUNTS = st.integers(-(10**12), 10**12)
INHABITANTS = st.lists(st.integers(1, 2_000_000), min_size=1, max_size=12)
FOUR = st.lists(st.integers(1, 100_000), min_size=4, max_size=4)
DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.rule("R-126")
@settings(max_examples=60)
@given(amount=AMOUNTS, inhabitants=INHABITANTS)
def test_shares_sum_to_the_amount_and_none_is_an_ore_from_its_part(amount: int, inhabitants: list[int]) -> None:
    parts = contribution.shares(amount, inhabitants)
    assert sum(parts) == amount
    whole = sum(inhabitants)
    assert all(abs(part * whole - amount * count) < whole for part, count in zip(parts, inhabitants, strict=True))
    assert sum(contribution.share_points(inhabitants)) == 1_000_000


@pytest.mark.rule("R-129")
@settings(max_examples=40)
@given(shared=AMOUNTS, own=AMOUNTS, adjustment=AMOUNTS)
def test_four_quarters_sum_to_the_contribution(shared: int, own: int, adjustment: int) -> None:
    parts = Parts(shared, own, adjustment)
    assert sum(parts.quarters) == parts.total == shared + own + adjustment
    assert len(set(parts.quarters[:3])) == 1
    assert 0 <= parts.quarters[3] - parts.quarters[0] <= 3


@settings(max_examples=40)
@given(result=AMOUNTS, inhabitants=FOUR, own=st.lists(AMOUNTS, min_size=4, max_size=4))
def test_a_settlement_gives_back_the_whole_result_and_each_its_own(
    result: int, inhabitants: list[int], own: list[int]
) -> None:
    amounts = contribution.settlement(result, inhabitants, own)
    assert sum(amounts) == sum(own) - result


@pytest.mark.rule("R-131")
def test_the_settlement_of_the_worked_example() -> None:
    inhabitants, own = (11_478, 16_232, 5_497, 8_606), (0, 0, 1_240_000, 0)
    amounts = contribution.settlement(42_000_000, inhabitants, own)
    assert amounts == [-11_529_333, -16_304_594, -5_521_584 + 1_240_000, -8_644_489]
    assert Parts(473_278_646, 56_105_000, 0).quarters[0] + amounts[2] == 128_064_327


@settings(max_examples=80)
@given(price=st.integers(0, 10**9), months=st.integers(1, 72), since=DAYS, interest=st.integers(0, 1000))
def test_the_closed_form_says_what_the_schedule_says_month_by_month(
    price: int, months: int, since: dt.date, interest: int
) -> None:
    years = range(since.year, since.year + 8)
    costs = [capital.cost_in(price, months, since, year, interest=interest) for year in years]
    for year, cost in zip(years, costs, strict=True):
        assert cost.depreciation == lifetimes.depreciation_in(price, months, since, year=year)
        assert cost.book_value == lifetimes.book_value(price, months, since, at=dt.date(year, 1, 1))
        assert cost.total == lifetimes.capital_cost(price, months, since, year=year, interest=interest)
    assert sum(cost.depreciation for cost in costs) == price


@settings(max_examples=60)
@given(price=st.integers(0, 10**8), months=st.integers(1, 60), since=DAYS, lived=st.integers(0, 80))
def test_what_is_stolen_is_expensed_in_its_month_and_costs_nothing_afterwards(
    price: int, months: int, since: dt.date, lived: int
) -> None:
    gone = lifetimes.add_months(since.replace(day=1), lived)
    costs = {
        year: capital.cost_in(price, months, since, year, interest=250, gone=gone)
        for year in range(since.year, since.year + 9)
    }
    assert sum(cost.depreciation + cost.expensed for cost in costs.values()) == price
    assert costs[gone.year].expensed == lifetimes.book_value(price, months, since, at=max(gone, since))
    assert all(cost == capital.NOTHING for year, cost in costs.items() if year > gone.year)


@settings(max_examples=30)
@given(amounts=st.tuples(*[st.integers(0, 10**9)] * 4), count=st.integers(1, 200))
def test_the_devices_of_a_purchase_bear_all_of_it(amounts: tuple[int, int, int, int], count: int) -> None:
    whole = capital.Cost(*amounts)
    parts = capital.per_device(whole, count)
    assert sum(parts, capital.NOTHING) == whole
    assert max(part.total for part in parts) - min(part.total for part in parts) <= 4


@pytest.mark.rule("R-135")
def test_an_access_point_is_a_members_own_from_2026_and_what_is_not_an_investment_never() -> None:
    assert capital.is_individual("access_point", "invest", dt.date(2026, 1, 1))
    assert not capital.is_individual("access_point", "invest", dt.date(2025, 12, 31))
    assert capital.is_individual("tablet", "invest", dt.date(2019, 1, 1))
    assert not capital.is_individual("tablet", "direct", dt.date(2026, 1, 1))


@pytest.mark.rule("R-002", "R-123", "R-124")
def test_the_sections_have_the_categories_of_the_agreement() -> None:
    shared, invested = CATEGORIES[Section.SHARED_OPERATION], CATEGORIES[Section.SHARED_INVESTMENT]
    assert {Category.SALARY, Category.LICENCE, Category.RENT, Category.INCOME} <= set(shared)
    assert {Category.UPS, Category.COOLING, Category.FIRE_PROTECTION} <= set(invested)
    assert CATEGORIES[Section.ADJUSTMENT] == (Category.HISTORIC,)


def test_a_budget_goes_one_way() -> None:
    assert all(ONWARD[one] is two for one, two in pairwise(BudgetState))
    assert BudgetState.SETTLED not in ONWARD
    assert contribution.usual_population_date(2027) == dt.date(2025, 12, 31)
