"""What carries a cost sums exactly, and nothing that the plan forbids on the day is ever frozen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.codeplan import Dimension, Plan, Rule, Value, faults
from catalogue.kontering import Kontering, Measure, NotAllowed, Share, apportion, freeze, whole
from catalogue.money import split

START = dt.date(2026, 1, 1)
DAYS = st.dates(dt.date(2025, 12, 25), dt.date(2026, 2, 10))
CODES = st.sampled_from(["", "1", "2", "41200", "9"])
OWN = {"ansvar": "41200"}


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=8), st.lists(st.integers(1, 10**4), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_and_every_share_sums_to_the_ore(totals: list[int], weights: list[int]) -> None:
    amounts = split(sum(totals), weights)
    rows = apportion(totals, amounts)
    assert [sum(row) for row in rows] == totals
    assert [sum(column) for column in zip(*rows, strict=True)] == amounts
    assert min(part for row in rows for part in row) >= 0


@given(st.dictionaries(st.sampled_from(["ansvar", "projekt", "objekt"]), CODES, max_size=3), DAYS, DAYS, DAYS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_the_plan_forbids_on_the_day_is_frozen(
    codes: dict[str, str], on: dt.date, begins: dt.date, ends: dt.date
) -> None:
    project = {"1": Value("1", "Ett", begins, max(begins, ends)), "2": Value("2", "Två", START)}
    plan = Plan(
        (Dimension("ansvar", required=True), Dimension("projekt", required=False, values=project)),
        (Rule(kind="never", dimension="ansvar", pattern="41*", other="projekt", other_pattern="2", valid_from=begins),),
    )
    expected = faults(plan, codes, on)
    if expected:
        with pytest.raises(NotAllowed) as refused:
            freeze(plan, whole(codes), on, [12_345])
        assert list(refused.value.faults) == expected
    else:
        rows = freeze(plan, whole(codes), on, [12_345])
        assert [(dict(share.codes), share.weight) for share in rows[0]] == [(codes, 12_345)]


def test_three_thirds_leave_no_ore_over() -> None:
    thirds = tuple(Share({"ansvar": str(number)}, weight) for number, weight in enumerate((3333, 3333, 3334)))
    rows = freeze(Plan(), Kontering(Measure.PERCENT, thirds), START, [100_00, 1, 0])
    assert [sum(share.weight for share in row) for row in rows] == [100_00, 1, 0]
    assert [share.weight for share in rows[0]] == [3333, 3333, 3334]


def test_amounts_are_kept_as_they_were_typed_over_several_lines() -> None:
    shares = (Share({"projekt": "1"}, 100_000), Share(OWN, 29_001))
    rows = freeze(Plan(), Kontering(Measure.AMOUNT, shares), START, [64_501, 64_500])
    assert [sum(row[place].weight for row in rows) for place in (0, 1)] == [100_000, 29_001]


@pytest.mark.parametrize(
    ("measure", "weights", "fault"),
    [
        (Measure.PERCENT, (5000, 4999), "percent_sum"),
        (Measure.AMOUNT, (900, 101), "amount_sum"),
        (Measure.PERCENT, (10_000, 0), "nothing"),
        (Measure.PERCENT, (), "shares"),
        (Measure.PERCENT, (1000,) * 10, "shares"),
    ],
)
def test_shares_that_are_not_the_whole_are_refused(measure: Measure, weights: tuple[int, ...], fault: str) -> None:
    shares = tuple(Share(OWN, weight) for weight in weights)
    with pytest.raises(NotAllowed) as refused:
        freeze(Plan(), Kontering(measure, shares), START, [1000])
    assert [found.key for found in refused.value.faults] == [fault]
