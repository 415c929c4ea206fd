"""The terms of sending a ware back: until when, and what comes back of its price."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.ware_returns import AWAITED, LIVING, MOVES, Reason, ReturnState, Terms, credit, last_day

TERMS = Terms(wrong_days=30, unwanted_days=14, fee=1500)


def test_days_count_from_the_delivery_and_differ_by_reason() -> None:
    assert last_day(Reason.WRONG, dt.date(2026, 2, 1), TERMS) == dt.date(2026, 3, 3)
    assert last_day(Reason.UNWANTED, dt.date(2026, 12, 24), TERMS) == dt.date(2027, 1, 7)


@pytest.mark.parametrize(
    ("net", "reason", "expected"),
    [
        (100_000, Reason.WRONG, 100_000),
        (100_000, Reason.UNWANTED, 85_000),
        (333, Reason.UNWANTED, 283),
        (0, Reason.WRONG, 0),
    ],
)
def test_the_fee_is_only_for_what_nobody_did_wrong(net: int, reason: Reason, expected: int) -> None:
    assert credit(net, reason, TERMS) == expected


def test_every_state_is_reached_from_the_first_and_every_end_ends_the_waiting() -> None:
    reached = {ReturnState.REQUESTED}
    for _ in ReturnState:
        reached |= {to for state in reached for to in MOVES[state]}
    assert reached == set(ReturnState)
    ends = {state for state, moves in MOVES.items() if not moves}
    assert ends == set(ReturnState) - AWAITED
    assert ends - LIVING == {ReturnState.CANCELLED, ReturnState.REFUSED}
