"""Licences in the agreement: one base licence for each profile, exact differences, months that are paid."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.edition import load
from catalogue.licences import PROFILES, Change, is_charged, monthly, next_review, yearly
from catalogue.lifetimes import add_months
from catalogue.terms import Payer

EDITION = load()
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.rule("R-078")
def test_each_of_the_four_profiles_has_one_base_licence_of_its_own() -> None:
    assert tuple(EDITION.base_licences) == PROFILES
    assert len({base.name for base in EDITION.base_licences.values()}) == 4
    assert EDITION.kinds["m365_base"].payer is Payer.SHARED


def test_a_larger_licence_costs_the_difference_to_the_ore() -> None:
    from_base = Change("Grundlicens", 0, "E3", yearly(10_501, "month"))
    assert from_base.difference == 126_012
    assert Change("E3", 126_012, "E5", yearly(23_500, "month")).difference == 155_988
    assert Change("E5", 282_000, "E3", 126_012).difference == -155_988


@given(price=st.integers(0, 10**7))
def test_twelve_months_are_exactly_a_year(price: int) -> None:
    assert sum(monthly(price, "year", month) for month in range(1, 13)) == yearly(price, "year") == price
    assert sum(monthly(price, "month", month) for month in range(1, 13)) == yearly(price, "month") == price * 12
    assert yearly(price, "once") == 0


@pytest.mark.parametrize(
    ("begins", "ended", "replaced", "paid"),
    [
        ("2026-11-30", None, False, True),
        ("2026-12-01", None, False, False),
        ("2026-01-01", "2026-11-01", False, True),
        ("2026-01-01", "2026-10-31", False, False),
        ("2026-01-01", "2026-11-30", True, False),
        ("2026-01-01", "2026-12-01", True, True),
    ],
)
def test_every_month_begun_is_paid_but_one_in_which_another_took_over(
    begins: str, ended: str | None, replaced: bool, paid: bool
) -> None:
    last = dt.date.fromisoformat(ended) if ended else None
    assert is_charged(dt.date(2026, 11, 1), dt.date.fromisoformat(begins), last, replaced=replaced) is paid


@given(first=DAYS, swap=st.integers(0, 800), rest=st.integers(0, 800))
def test_a_licence_that_is_swapped_is_paid_once_a_month(first: dt.date, swap: int, rest: int) -> None:
    swapped = first + dt.timedelta(days=swap)
    last = swapped + dt.timedelta(days=rest)
    month = first.replace(day=1)
    while month <= last:
        old = is_charged(month, first, swapped, replaced=True)
        assert old + is_charged(month, swapped, last) == 1
        month = add_months(month, 1)


def test_what_the_unit_pays_for_is_looked_over_every_year() -> None:
    for kind in EDITION.kinds.values():
        if kind.holder and kind.payer is Payer.UNIT:
            assert next_review(dt.date(2026, 11, 23), kind.review_months) == dt.date(2027, 11, 23)
    assert next_review(dt.date(2026, 11, 23), None) is None


@pytest.mark.rule("R-206")
def test_a_screen_names_its_editors_and_every_place_is_said() -> None:
    assert EDITION.kinds["playipp"].details == ("place", "editors")
    places = {key for key, kind in EDITION.kinds.items() if kind.holder == "place"}
    assert all("place" in EDITION.kinds[key].details for key in places)
