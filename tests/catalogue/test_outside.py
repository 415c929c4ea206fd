"""Outside the range, and AV: what is alike, what may follow what, and who may never pay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.edition import load
from catalogue.outside import EXCEPTION_MOVES, FINDING_MOVES, MAY_BUY, ExceptionState, alike
from catalogue.rulebook import Wish, judge
from catalogue.terms import Payer, Role, Segment
from tests.catalogue.wishes import TODAY

EDITION = load()
TYPED = ("shared", "invest", "direct", 0, 1, True, False)
AV = tuple(kind.key for kind in EDITION.kinds.values() if kind.group == "av")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ritplatta för bildsal", "Ritplattor till bild", True),
        ("Wacom ritplatta", "ritplatta", True),
        ("Bärbar dator för filmredigering", "Dator, bärbar, film", True),
        ("Ritplatta", "Projektor", False),
        ("Stor skärm för CAD", "Plotter för CAD-ritningar i storformat", False),
        ("", "Ritplatta", False),
    ],
)
def test_what_asks_for_the_same_is_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


@pytest.mark.rule("R-034")
def test_nothing_is_bought_but_what_it_answered_last() -> None:
    """Every way to a buy goes through IT's review, and every way to that through the chef's."""
    into = {to: {state for state, ends in EXCEPTION_MOVES.items() if to in ends} for to in ExceptionState}
    for state in MAY_BUY:
        assert into[state] == {ExceptionState.IT_REVIEW}
    assert into[ExceptionState.IT_REVIEW] == {ExceptionState.MANAGER_REVIEW}
    assert into[ExceptionState.PURCHASED] == set(MAY_BUY)


def test_what_has_ended_stays_so() -> None:
    assert not EXCEPTION_MOVES[ExceptionState.DECLINED]
    assert all(FINDING_MOVES[state] for state in FINDING_MOVES if state != "closed")


@pytest.mark.rule("R-056")
@given(
    kind=st.sampled_from(AV),
    segment=st.sampled_from(tuple(Segment)),
    roles=st.frozensets(st.sampled_from(tuple(Role))),
    price=st.integers(0, 10**8),
    own=st.dictionaries(st.sampled_from(sorted(EDITION.settings)), st.sampled_from(TYPED)),
)
@settings(max_examples=200, deadline=None)
def test_no_line_of_av_is_ever_paid_by_contribution_or_investment(
    kind: str, segment: str, roles: frozenset[str], price: int, own: dict[str, object]
) -> None:
    verdict = judge(
        Wish(kind=kind, on=TODAY, segment=segment, roles=roles, unit_price=price, organisation_settings=own), EDITION
    )
    assert verdict.payer in (Payer.DIRECT, Payer.UNIT)
    assert verdict.unit_cost == price
    assert not verdict.budget_check
