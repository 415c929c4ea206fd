"""Times, agreements and freezes of operations messages, and the availability of a year: rules without a database."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.availability import of_year
from catalogue.operations import Freeze, MessageKind, Plan, lacks_agreement, lacks_time, met

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
GOAL = 9920


def plan(kind: MessageKind, **facts: object) -> Plan:
    """A plan from noon for an hour, with changes."""
    return Plan(**{"kind": kind, "starts_at": NOON, "ends_at": NOON + HOUR} | facts)  # type: ignore[arg-type]  # the facts of a Plan


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        (plan(MessageKind.PLANNED), ""),
        (plan(MessageKind.PLANNED, starts_at=None), "starts"),
        (plan(MessageKind.PLANNED, ends_at=None), "ends"),
        (plan(MessageKind.PLANNED, ends_at=NOON), "order"),
        (plan(MessageKind.UNPLANNED, ends_at=None), ""),
    ],
)
def test_planned_work_has_a_beginning_and_an_end(told: Plan, lacks: str) -> None:
    assert lacks_time(told) == lacks


def test_planned_work_is_agreed_or_excused_and_a_disturbance_needs_neither() -> None:
    assert lacks_agreement(plan(MessageKind.PLANNED))
    assert not lacks_agreement(plan(MessageKind.PLANNED, agreed_with="Rektor"))
    assert not lacks_agreement(plan(MessageKind.PLANNED, exception_reason="Kritisk säkerhetsbrist"))
    assert not lacks_agreement(plan(MessageKind.UNPLANNED))


def test_a_freeze_is_met_on_its_first_and_last_day_and_not_beside_it() -> None:
    christmas = Freeze(title="Jul", first=dt.date(2026, 12, 18), last=dt.date(2027, 1, 7))
    day = dt.timedelta(days=1)
    for inside in (christmas.first, christmas.last, dt.date(2026, 12, 24)):
        assert met([christmas], inside, inside) == [christmas]
    assert met([christmas], christmas.first - day, christmas.last + day) == [christmas]
    assert met([christmas], christmas.first - day, christmas.first - day) == []
    assert met([christmas], christmas.last + day, christmas.last + day) == []


@pytest.mark.parametrize(("hours", "reached"), [(70, True), (71, False)])
def test_an_ordinary_year_allows_seventy_hours_and_four_minutes(hours: int, reached: bool) -> None:
    found = of_year([(NOON, NOON + hours * HOUR)], 2026, GOAL, STOCKHOLM)
    assert (found.minutes, found.allowed) == (365 * 24 * 60, 70 * 60 + 4)
    assert found.reaches_goal is reached
    assert of_year([(NOON, NOON + 70 * HOUR + dt.timedelta(minutes=4))], 2026, GOAL, STOCKHOLM).reaches_goal
    assert not of_year([(NOON, NOON + 70 * HOUR + dt.timedelta(minutes=5))], 2026, GOAL, STOCKHOLM).reaches_goal


def test_only_what_lies_in_the_swedish_year_counts() -> None:
    midnight = dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC)  # Swedish midnight
    around = [(midnight - HOUR, midnight + 2 * HOUR)]
    assert of_year(around, 2026, GOAL, STOCKHOLM).away == 60
    assert of_year(around, 2027, GOAL, STOCKHOLM).away == 120
    assert of_year(around, 2025, GOAL, STOCKHOLM).away == 0
    assert of_year([], 2028, GOAL, STOCKHOLM).minutes == 366 * 24 * 60


SPANS = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 300)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(SPANS)
def test_outages_together_count_each_minute_once(spans: list[tuple[int, int]]) -> None:
    minute = dt.timedelta(minutes=1)
    outages = [(NOON + first * minute, NOON + (first + length) * minute) for first, length in spans]
    away = {minute for first, length in spans for minute in range(first, first + length)}
    assert of_year(outages, 2026, GOAL, STOCKHOLM).away == len(away)
