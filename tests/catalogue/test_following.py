"""Following up a year: deviations that add up by kind and by member, and a change that is the sum of its parts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue import lifetimes
from catalogue.contribution import Category, Parts, Section, shares
from catalogue.following import (
    MOST,
    OF_A_YEAR,
    Line,
    Report,
    by_kind,
    by_member,
    compare,
    interest_so_far,
    total,
    written_so_far,
)

S, C = Section, Category
# The worked example of the domain: inhabitants 2023-12-31, budget 2027.
INHABITANTS = {"askersund": 11_478, "hallsberg": 16_232, "laxa": 5_497, "lekeberg": 8_606}
SHARED = 3_600_000_000
LAXA_CAPITAL = 56_105_000
AMOUNTS = st.integers(-(10**11), 10**11)


def line(section: Section, category: Category, budget: int, forecast: int, *, member: str = "") -> Line:
    return Line(section, category, member, budget, budget // 2, forecast)


EXAMPLE = [
    line(S.SHARED_OPERATION, C.SALARY, SHARED, SHARED - 42_000_000),
    line(S.INDIVIDUAL_INVESTMENT, C.CAPITAL, LAXA_CAPITAL, LAXA_CAPITAL + 1_240_000, member="laxa"),
]


@pytest.mark.rule("R-130")
def test_the_worked_example_deviates_as_it_is_settled() -> None:
    found = by_member(EXAMPLE, INHABITANTS)
    assert found["laxa"].budget == 529_383_646
    assert [each.deviation for each in found.values()] == [11_529_333, 16_304_594, 5_521_584 - 1_240_000, 8_644_489]
    assert sum(each.deviation for each in found.values()) == total(EXAMPLE).deviation == 42_000_000 - 1_240_000


@pytest.mark.rule("R-130")
def test_a_year_has_three_forecasts_and_one_half_year_report() -> None:
    assert (MOST[Report.FORECAST], MOST[Report.HALF_YEAR]) == (3, 1)
    assert sorted(OF_A_YEAR) == [
        (Report.FORECAST, 1),
        (Report.FORECAST, 2),
        (Report.FORECAST, 3),
        (Report.HALF_YEAR, 1),
    ]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(list(INHABITANTS)), AMOUNTS, AMOUNTS, st.booleans()), max_size=12))
def test_kinds_and_members_are_the_whole(rows: list[tuple[str, int, int, bool]]) -> None:
    lines = [
        line(S.SHARED_OPERATION, C.RENT, budget, forecast)
        if shared
        else line(S.ADJUSTMENT, C.HISTORIC, budget, forecast, member=member)
        for member, budget, forecast, shared in rows
    ]
    whole = total(lines)
    for parts in (list(by_member(lines, INHABITANTS).values()), [each for _s, _c, each in by_kind(lines)]):
        assert sum(each.budget for each in parts) == whole.budget
        assert sum(each.outcome for each in parts) == whole.outcome
        assert sum(each.deviation for each in parts) == whole.deviation


def test_kinds_stand_in_the_order_of_the_agreement_and_a_share_is_never_rounded_up() -> None:
    lines = [line(S.ADJUSTMENT, C.HISTORIC, 5, 5, member="laxa"), line(S.SHARED_OPERATION, C.RENT, 300, 300)]
    assert [section for section, _category, _sum in by_kind(lines)] == [S.SHARED_OPERATION, S.ADJUSTMENT]
    assert total(lines).used == 49
    assert total([]).used == 0


MEMBER = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 10**6), st.integers(1, 10**6))


@pytest.mark.rule("R-003")
@settings(max_examples=40)
@given(AMOUNTS, AMOUNTS, st.lists(MEMBER, min_size=1, max_size=4))
def test_two_components_and_adjustments_are_the_whole_change(
    then: int, now: int, members: list[tuple[int, int, int, int, int, int]]
) -> None:
    old, new = [row[4] for row in members], [row[5] for row in members]
    before = [Parts(part, row[0], row[1]) for part, row in zip(shares(then, old), members, strict=True)]
    after = [Parts(part, row[2], row[3]) for part, row in zip(shares(now, new), members, strict=True)]
    changes = compare(before, after, old)
    for change in changes:
        assert change.capital + change.shared + change.adjustment == change.total
        assert change.shared == change.costs + change.population
        assert change.total == change.after.total - change.before.total
    assert sum(change.costs for change in changes) == now - then
    assert sum(change.population for change in changes) == 0, "what some pay for having grown others are spared"


@pytest.mark.rule("R-003")
def test_the_same_key_has_no_effect_of_population() -> None:
    counts = list(INHABITANTS.values())
    before = [Parts(part, 0, 0) for part in shares(3_500_000_000, counts)]
    after = [Parts(part, 10, 0) for part in shares(SHARED, counts)]
    changes = compare(before, after, counts)
    assert [change.population for change in changes] == [0, 0, 0, 0]
    assert [change.capital for change in changes] == [10, 10, 10, 10]
    assert changes[2].costs == 473_278_646 - before[2].shared


def test_what_is_written_off_so_far_grows_to_the_whole_year() -> None:
    bought = dt.date(2026, 3, 16)
    months = [written_so_far(115_200_000, 48, bought, until=dt.date(2026, month, 28)) for month in range(1, 13)]
    assert months == [0, 0, 0, *(2_400_000 * count for count in range(1, 10))]
    assert months[-1] == lifetimes.depreciation_in(115_200_000, 48, bought, year=2026)
    assert interest_so_far(3_505_000, dt.date(2027, 12, 31)) == 3_505_000
    assert interest_so_far(3_505_000, dt.date(2027, 6, 30)) == 1_752_500
