"""Quarters and the goal of the first line."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.kpi import Quarter, Solved, quarter_of


def test_a_quarter_knows_its_months_and_its_neighbours() -> None:
    last = quarter_of(dt.date(2026, 12, 31))
    assert last == Quarter(2026, 4)
    assert last.first_days == (
        dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1),
    )  # fmt: skip
    assert (last.after(), last.after().before()) == (Quarter(2027, 1), last)
    assert quarter_of(dt.date(2026, 4, 1)) == Quarter(2026, 2)


@pytest.mark.parametrize(
    ("all_", "first", "percent", "reached"),
    [(4, 2, 50, False), (4, 3, 75, True), (0, 0, 0, False), (3, 2, 66, True), (1001, 501, 50, True)],
)
def test_the_goal_is_more_than_half(all_: int, first: int, percent: int, reached: bool) -> None:
    found = Solved(all_, first)
    assert (found.percent, found.reaches_goal) == (percent, reached)
