"""The ladder, rights, support hours, warranty and what may be handed in."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.approvals import Decider, Link, may_decide, who_decides
from catalogue.calendar import SupportCalendar
from catalogue.edition import load
from catalogue.returns import hand_in, may_close
from catalogue.rights import RIGHTS, may, roles_that
from catalogue.terms import Role
from catalogue.warranty import ClaimFacts, hindrances

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CALENDAR = SupportCalendar(
    red_days={dt.date(2026, 5, 1), dt.date(2026, 12, 25), dt.date(2026, 12, 26), dt.date(2027, 1, 1)},
    eves={dt.date(2026, 12, 24), dt.date(2026, 12, 31)},
)
LINKS = st.builds(
    Link,
    person_id=st.integers(1, 9),
    active=st.booleans(),
    substitute_id=st.none() | st.integers(1, 9),
)


def local(*parts: int) -> dt.datetime:
    """A Swedish moment."""
    return dt.datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


@given(st.lists(LINKS, max_size=6), st.frozensets(st.integers(1, 9)))
def test_whoever_decides_is_never_excluded(chain: list[Link], excluded: frozenset[int]) -> None:
    decider = who_decides(chain, excluded)
    if decider is not None:
        assert decider.person_id not in excluded
        assert decider.on_behalf_of not in excluded


def test_the_ladder_takes_chef_then_substitute_then_the_next_chef() -> None:
    chain = [Link(1), Link(2), Link(3)]
    assert who_decides(chain, frozenset()) == Decider(1, "manager")
    assert who_decides(chain, frozenset({1})) == Decider(2, "next_manager")
    assert who_decides([Link(1, substitute_id=7), Link(2)], frozenset()) == Decider(7, "substitute", 1)
    assert who_decides([Link(1, substitute_id=7), Link(2)], frozenset({7})) == Decider(2, "next_manager")
    assert who_decides([Link(1, substitute_id=7), Link(2)], frozenset({1})) == Decider(2, "next_manager")
    assert who_decides([Link(1, active=False), Link(2)], frozenset()) == Decider(2, "next_manager")


@pytest.mark.parametrize("chain", [[], [Link(1)], [Link(1), Link(1)], [Link(2, active=False), Link(1)]])
def test_nobody_found_waits(chain: list[Link]) -> None:
    assert who_decides(chain, frozenset({1})) is None


def test_a_chef_who_stands_twice_is_passed_and_a_circle_ends() -> None:
    assert who_decides([Link(1), Link(1), Link(2)], frozenset({1})) == Decider(2, "next_manager")
    away = [Link(1, active=False), Link(2, active=False), Link(1, active=False), Link(3)]
    assert who_decides(away, frozenset()) == Decider(3, "next_manager")
    assert who_decides(away[:3], frozenset()) is None


def test_an_away_chef_decides_after_all_when_neither_substitute_nor_anybody_above_can() -> None:
    assert who_decides([Link(1, substitute_id=9)], frozenset({9})) == Decider(1, "manager")
    assert who_decides([Link(1, substitute_id=9), Link(2)], frozenset({2, 9})) == Decider(1, "manager")
    assert who_decides([Link(1, substitute_id=9)], frozenset({1, 9})) is None
    assert who_decides([Link(1, active=False, substitute_id=9)], frozenset({9})) is None
    above = [Link(1, active=False), Link(2, substitute_id=9), Link(3, substitute_id=9)]
    assert who_decides(above, frozenset({9})) == Decider(2, "next_manager")


def test_nobody_decides_what_they_ordered_made_or_will_receive() -> None:
    assert not may_decide(1, orderer=1, creator=2, recipient=3)
    assert not may_decide(2, orderer=1, creator=2, recipient=3)
    assert not may_decide(3, orderer=1, creator=2, recipient=3)
    assert may_decide(4, orderer=1, creator=2, recipient=None)


@pytest.mark.rule("R-083")
def test_the_partner_sees_only_its_own_doors_and_the_auditor_changes_nothing() -> None:
    partner = {name for name in RIGHTS if may(name, {Role.SUPPLIER_USER}) and not RIGHTS[name].open}
    assert partner == {"partner.orders", "claims.supplier"}
    assert not may("order", {Role.AUDITOR})
    assert not may("decide", {Role.FINANCE})
    assert roles_that("public") == frozenset(Role)
    with pytest.raises(KeyError):
        may("fly", set())


def test_whoever_does_the_finances_decides_nothing() -> None:
    assert may("decide", {Role.MANAGER})
    assert not may("decide", {Role.MANAGER, Role.FINANCE})
    assert may("costs.read", {Role.MANAGER, Role.FINANCE})
    assert not roles_that("decide") & {Role.EMPLOYEE, Role.FINANCE, Role.ADMIN, Role.AUDITOR, Role.SUPPLIER_USER}


@pytest.mark.rule("R-142")
@pytest.mark.rule("R-143")
@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (local(2026, 11, 23, 7, 29), False),
        (local(2026, 11, 23, 7, 30), True),
        (local(2026, 11, 23, 15, 59), True),
        (local(2026, 11, 23, 16, 0), False),
        (local(2026, 11, 22, 12, 0), False),
        (local(2026, 4, 30, 14, 59), True),
        (local(2026, 4, 30, 15, 0), False),
        (local(2026, 5, 1, 12, 0), False),
        (local(2026, 12, 24, 12, 0), False),
    ],
)
def test_support_is_open_when_the_source_says(at: dt.datetime, is_open: bool) -> None:
    assert CALENDAR.is_open(at) == is_open


@pytest.mark.rule("R-149")
@pytest.mark.parametrize(
    ("at", "due"),
    [
        (local(2026, 11, 20, 15, 30), local(2026, 11, 23, 15, 30)),
        (local(2026, 11, 23, 6, 0), local(2026, 11, 24, 7, 30)),
        (local(2026, 11, 21, 12, 0), local(2026, 11, 24, 7, 30)),
        (local(2026, 12, 23, 14, 0), local(2026, 12, 28, 14, 0)),
    ],
)
def test_one_working_day_later(at: dt.datetime, due: dt.datetime) -> None:
    assert CALENDAR.due(at) == due


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)), st.integers(0, 40))
def test_adding_and_counting_working_days_agree(day: dt.date, days: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, days)) == days


@pytest.mark.rule("R-044")
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("staff_pc", "accepted"),
        ("mobile_phone", "accepted"),
        ("pupil_tablet", "accepted"),
        ("screen", "own_recycling"),
        ("access_point", "it_dismounts"),
    ],
)
def test_what_may_be_handed_in(kind: str, key: str) -> None:
    found = hand_in(load().kinds[kind])
    assert (found.accepted, found.key) == (key == "accepted", key)


@pytest.mark.rule("R-213")
def test_a_return_is_closed_only_wiped_and_unlocked() -> None:
    assert may_close(has_storage=True, wiped=False, account_locked=True) == ("not_wiped", "account_locked")
    assert may_close(has_storage=True, wiped=True, account_locked=False) == ()


@pytest.mark.rule("R-064")
def test_a_claim_needs_a_delivered_thing_within_its_warranty() -> None:
    headset = load().kinds["headset"]
    facts = ClaimFacts(delivered_on=dt.date(2025, 1, 31), warranty_months=24, today=dt.date(2027, 1, 31))
    assert hindrances(headset, facts) == ()
    late = ClaimFacts(delivered_on=dt.date(2025, 1, 31), warranty_months=24, today=dt.date(2027, 2, 1), open_claim=True)
    assert hindrances(headset, late) == ("warranty_ended", "already_open")
    assert hindrances(load().kinds["m365_base"], facts) == ("no_warranty",)
