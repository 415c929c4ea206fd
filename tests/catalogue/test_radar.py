"""The forecast of replacements: clocks, scenarios, and sums that agree however they are cut."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.lifetimes import planned_end, schedule
from catalogue.radar import BASELINE, CLOCKS, Forecast, Lot, Scenario, Sum, total, undated

PRICES = {"staff_pc": 960_000, "staff_mac": 1_800_000, "pupil_tablet": 480_000, "access_point": 600_000}
# The purchases of the worked example in DOMAIN d: how many, of which kind, delivered when.
EXAMPLE = (
    (120, "staff_pc", 48, 48, dt.date(2026, 3, 15)),
    (20, "staff_mac", 48, 72, dt.date(2024, 8, 15)),
    (150, "pupil_tablet", 36, 72, dt.date(2024, 5, 15)),
    (40, "access_point", 60, 60, dt.date(2026, 6, 15)),
)
LAXA = [
    Lot(
        place="laxa", kind=kind, count=count, planned=planned_end(on, life).year,
        depreciated=schedule(PRICES[kind], months, on)[-1].year,
    )
    for count, kind, months, life, on in EXAMPLE
]  # fmt: skip


def forecast(**changed: Any) -> Forecast:
    return Forecast(**{"first": 2026, "ahead": 6, "prices": PRICES} | changed)


def counted(lots: list[Lot], which: Forecast) -> dict[str, dict[int, tuple[int, int]]]:
    found = which.by(lots, lambda lot: lot.kind)
    return {kind: {year: (each.count, each.cost) for year, each in years.items()} for kind, years in found.items()}


def test_the_worked_example_falls_due_by_each_clock() -> None:
    assert counted(LAXA, forecast()) == {
        "staff_pc": {2030: (120, 115_200_000)},
        "staff_mac": {2030: (20, 36_000_000)},
        "pupil_tablet": {2030: (150, 72_000_000)},
        "access_point": {2031: (40, 24_000_000)},
    }
    written_off = counted(LAXA, forecast(clock="depreciation"))
    assert {kind: list(years) for kind, years in written_off.items()} == {
        "staff_pc": [2030], "staff_mac": [2028], "pupil_tablet": [2027], "access_point": [2031],
    }  # fmt: skip


def test_a_mac_that_lives_a_year_longer_and_eight_per_cent_on_all_prices() -> None:
    scenario = Scenario(lives={"staff_mac": 1}, percent=8)
    found = counted(LAXA, forecast(scenario=scenario))
    assert found["staff_mac"] == {2031: (20, 38_880_000)}
    assert found["staff_pc"] == {2030: (120, 124_416_000)}
    assert counted(LAXA, forecast(clock="depreciation", scenario=Scenario(lives={"staff_mac": 1}))) == counted(
        LAXA, forecast(clock="depreciation")
    )


def test_what_is_late_is_this_years_and_what_lies_further_ahead_is_left_out() -> None:
    lots = [Lot(place=1, kind="staff_pc", planned=year) for year in (2019, 2026, 2032, 2033)]
    assert counted(lots, forecast())["staff_pc"] == {2026: (2, 1_920_000), 2032: (1, 960_000)}
    later = counted(lots, forecast(scenario=Scenario(lives={"staff_pc": 1})))["staff_pc"]
    assert {year: count for year, (count, _) in later.items()} == {2026: 1, 2027: 1}


def test_a_phone_is_due_only_when_the_scenario_gives_it_a_life() -> None:
    phones = [Lot(place=1, kind="mobile_phone", began=2025, count=7)]
    assert forecast().by(phones, lambda lot: lot.kind) == {}
    given = Scenario(lives={"mobile_phone": 3}, prices={"mobile_phone": 500_000})
    assert counted(phones, forecast(scenario=given)) == {"mobile_phone": {2028: (7, 3_500_000)}}
    assert undated(phones, {"mobile_phone"}) == 0
    assert undated(phones, ()) == 7


def test_without_a_price_devices_are_counted_and_said_to_cost_nobody_knows_what() -> None:
    found = forecast().by([Lot(place=1, kind="switch", planned=2027, count=3)], lambda lot: lot.kind)
    assert found == {"switch": {2027: Sum(count=3, unpriced=3)}}


@pytest.mark.parametrize(("price", "percent", "gives"), [(999, 10, 1099), (5, 10, 6), (5, -10, 5), (1, -90, 0)])
def test_a_price_is_rounded_once_halves_up(price: int, percent: int, gives: int) -> None:
    assert Scenario(percent=percent).price("x", {"x": price}) == gives


def test_a_scenario_that_changes_nothing_is_how_things_stand() -> None:
    assert not BASELINE.changes
    assert not Scenario(lives={"staff_pc": 0}).changes
    assert Scenario(prices={"switch": 1}).changes


YEARS = st.none() | st.integers(2018, 2040)
DEVICES = st.lists(
    st.builds(
        Lot, place=st.tuples(st.sampled_from("ABCD"), st.integers(1, 3)), planned=YEARS, began=YEARS, depreciated=YEARS,
        warranted=YEARS, kind=st.sampled_from([*PRICES, "mobile_phone", "switch"]), unsupported=st.integers(0, 1),
    ),
    max_size=15,
)  # fmt: skip
SCENARIOS = st.builds(
    Scenario, percent=st.integers(-90, 200),
    lives=st.dictionaries(st.sampled_from([*PRICES, "mobile_phone"]), st.integers(-3, 5), max_size=4),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(DEVICES, SCENARIOS, st.sampled_from(CLOCKS), st.integers(1, 6))
def test_devices_units_and_municipalities_give_the_same_sum(
    devices: list[Lot], scenario: Scenario, clock: str, ahead: int
) -> None:
    which = forecast(scenario=scenario, clock=clock, ahead=ahead)
    each = total(Sum(1, which.scenario.price(lot.kind, PRICES) or 0) for lot in devices if which.year_of(lot))
    keys = (lambda lot: lot.place, lambda lot: lot.place[0], lambda lot: lot.kind, lambda lot: (lot.place[0], lot.kind))
    for key in keys:
        cut = total(one for years in which.by(devices, key).values() for one in years.values())
        assert (cut.count, cut.cost) == (each.count, each.cost)
    assert all(which.first <= year <= which.first + ahead for lot in devices if (year := which.year_of(lot)))
