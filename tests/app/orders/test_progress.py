"""What lines say about their order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.orders.models import LineState, OrderLine, Progress
from app.orders.queries.expected import arrives_on
from app.orders.queries.progress import Sums, Waiting, headline, progress, sums, things

S = LineState
TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)


def line(state: LineState = S.RELEASED, **facts: Any) -> OrderLine:
    """A headset for 1 290 kr in a state."""
    known = {
        "kind": "headset", "name": "Headset trådlöst", "quantity": 1, "state": state.value, "state_at": NOON,
        "expected_on": None, "delivered_at": None, "price_period": "once", "unit_cost": 129000, "vat": 32250,
        "value": 129000, "received_quantity": 0,
    }  # fmt: skip
    return OrderLine(**known | facts)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([S.PENDING_APPROVAL, S.CLOSED], Progress.AWAITING),
        ([S.PENDING_CONSULTATION], Progress.AWAITING),
        ([S.RELEASED, S.SOURCED], Progress.IN_PROGRESS),
        ([S.RELEASED, S.DELIVERED], Progress.PARTLY_DELIVERED),
        ([S.DELIVERED, S.CLOSED, S.DECLINED], Progress.DONE),
        ([S.DECLINED, S.CANCELLED], Progress.DECLINED),
        ([S.REFERRED_TO_BUDGET], Progress.DECLINED),
        ([S.CANCELLED, S.CANCELLED], Progress.CANCELLED),
    ],
)
def test_the_state_of_an_order_follows_from_its_lines(states: list[LineState], expected: Progress) -> None:
    assert progress(state.value for state in states) is expected


def test_the_next_event_comes_with_its_day() -> None:
    later = line(kind="screen", name="Skärm", expected_on=dt.date(2026, 12, 1))
    soon = line(expected_on=dt.date(2026, 11, 26))
    assert headline([later, soon], None, TODAY) == "Headsetet kommer torsdag 26 november"


def test_a_day_that_has_passed_is_not_promised() -> None:
    assert headline([line(expected_on=dt.date(2026, 11, 20))], None, TODAY).startswith("Headsetet skulle ha kommit")


def test_who_is_waited_for_is_said_and_since_when() -> None:
    waiting = Waiting("Anders Ek", NOON)
    assert headline([line(S.PENDING_APPROVAL)], waiting, TODAY) == "Väntar på Anders Ek sedan måndag 23 november"
    assert "ingen chef hittades" in headline([line(S.PENDING_APPROVAL)], Waiting("", NOON), TODAY)


@pytest.mark.parametrize("state", list(LineState))
def test_every_state_has_a_headline(state: LineState) -> None:
    said = headline([line(state)], Waiting("Anders Ek", NOON), TODAY)
    assert said
    assert "{" not in said


def test_a_headline_always_fits_its_column() -> None:
    long = [line(kind="accessory", name=letter * 120, expected_on=TODAY) for letter in "xy"]
    assert len(headline(long, None, TODAY)) <= 200


def test_things_are_told_in_words() -> None:
    headset, screens = line(), line(kind="screen", quantity=2)
    assert things([headset]) == "Headsetet"
    assert things([screens, headset]) == "Skärmarna och headsetet"
    assert things([headset, screens, line(kind="mouse")]) == "Headsetet och 2 andra varor"


def test_sums_leave_out_what_ended_and_keep_recurring_costs_apart() -> None:
    ended = line(S.DECLINED)
    ours = line(unit_cost=0, vat=0, value=984000)
    monthly = line(price_period="month", unit_cost=10500, vat=2625, value=10500)
    total = sums([line(), ended, ours, monthly])
    assert total == Sums(unit_cost=129000, vat=32250, it_value=984000, monthly=10500, yearly=0)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (dt.date(2026, 11, 23), 3, dt.date(2026, 11, 26)),
        (dt.date(2026, 11, 27), 1, dt.date(2026, 11, 30)),
        # over Christmas Eve, the days after it, and a weekend
        (dt.date(2026, 12, 23), 1, dt.date(2026, 12, 28)),
        # over New Year's Eve, New Year's Day and a weekend
        (dt.date(2026, 12, 30), 1, dt.date(2027, 1, 4)),
        # over Midsummer Eve
        (dt.date(2027, 6, 24), 1, dt.date(2027, 6, 28)),
        (dt.date(2026, 11, 23), 0, dt.date(2026, 11, 23)),
    ],
)
def test_days_are_swedish_working_days(start: dt.date, days: int, expected: dt.date) -> None:
    assert arrives_on(start, days) == expected


def test_what_the_supplier_promised_and_did_not_keep_is_not_promised_again() -> None:
    said = headline([line(S.BACKORDERED, expected_on=dt.date(2026, 11, 20))], None, TODAY)
    assert said == "Headsetet dröjer: skulle ha kommit fredag 20 november"
