"""Random organisation charts, absences and substitutes: somebody may always decide, or IT is told; never oneself."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.approvals import (
    APPROVED,
    DECLINED,
    WAITING,
    Delegation,
    Link,
    Pace,
    fault,
    next_event,
    outcome,
    who_decides,
)  # fmt: skip
from catalogue.calendar import SupportCalendar
from catalogue.terms import Asked

PEOPLE = st.integers(1, 9)
DAY = dt.date(2026, 11, 23)
LINKS = st.builds(Link, person_id=PEOPLE, active=st.booleans(), substitute_id=st.none() | PEOPLE, able=st.booleans())
DAYS = st.integers(0, 40).map(lambda days: DAY + dt.timedelta(days=days))
DELEGATIONS = st.builds(
    Delegation, absent=PEOPLE, substitute=PEOPLE, starts=DAYS, ends=DAYS, unit=st.none() | st.integers(1, 2),
    topic=st.sampled_from(["", "mobile"]),
)  # fmt: skip
CALENDAR = SupportCalendar(red_days={dt.date(2026, 12, 25), dt.date(2027, 1, 1)}, eves={dt.date(2026, 12, 24)})


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINKS, max_size=7), st.frozensets(PEOPLE), st.frozensets(PEOPLE), st.lists(PEOPLE, max_size=3))
def test_somebody_allowed_decides_whenever_there_is_one(
    chain: list[Link], excluded: frozenset[int], passed: frozenset[int], fallbacks: list[int]
) -> None:
    found = who_decides(chain, excluded, passed=passed, fallbacks=fallbacks)
    could = [link for link in chain if link.active and link.person_id not in excluded]
    reserves = [person for person in fallbacks if person not in excluded and person not in passed]
    if found is None:
        assert not could
        assert not [person for person in reserves if person not in {link.person_id for link in could}]
        return
    assert found.person_id not in excluded
    assert found.on_behalf_of not in excluded
    owners = [link for link in chain if link.person_id == found.principal]
    assert not owners or found.relation == "fallback" or any(link.active for link in owners)


@given(st.lists(LINKS, max_size=5), st.frozensets(PEOPLE, max_size=3))
def test_escalation_ends_at_somebody_new_or_at_all_of_them(chain: list[Link], excluded: frozenset[int]) -> None:
    """Passing each who does not answer walks up the ladder and never in a circle before all were asked."""
    passed: list[int] = []
    for _ in range(len(chain) + 1):
        found = who_decides(chain, excluded, passed=passed)
        if found is None or found.principal in passed:
            break
        passed.append(found.principal)
    assert len(passed) == len(set(passed))
    free = {link.person_id for link in chain if link.active and link.person_id not in excluded}
    assert set(passed) <= free


@given(DELEGATIONS, st.lists(DELEGATIONS, max_size=6), PEOPLE)
def test_what_is_saved_never_lends_power_in_a_circle_or_to_oneself(
    new: Delegation, others: list[Delegation], maker: int
) -> None:
    known: list[Delegation] = []
    for each in [*others, new]:
        if not fault(each, known, maker=each.absent)[0]:
            known.append(each)
    for each in known:
        assert each.absent != each.substitute
        assert not [o for o in known if o is not each and o.absent == each.absent and o.meets(each)]
        assert not [o for o in known if o.absent == each.substitute and o.substitute == each.absent
                    and o.starts <= each.ends and each.starts <= o.ends]  # fmt: skip
    if maker == new.substitute:
        assert fault(new, [], maker=maker)[0] in ("self", "own_power")


@given(st.integers(0, 400), st.booleans(), st.booleans(), st.integers(0, 15), st.integers(0, 15))
def test_everything_that_waits_has_a_next_event_after_the_day_it_came(
    days: int,
    reminded: bool,
    held: bool,
    remind: int,
    escalate: int,  # drawn by the test
) -> None:
    since = DAY + dt.timedelta(days=days)
    event, day = next_event(since, reminded=reminded, held=held, pace=Pace(remind, escalate), calendar=CALENDAR)
    assert event in ("remind", "escalate", "look")
    assert since < day <= since + dt.timedelta(days=45)


@pytest.mark.parametrize(
    ("asked", "alternatives", "answers", "comes_to"),
    [
        ([], [], {}, APPROVED),
        (["manager"], [], {}, WAITING),
        (["manager", "it"], [], {"manager": True}, WAITING),
        (["manager", "it"], [], {"manager": True, "it": True}, APPROVED),
        (["manager", "it"], [], {"it": False}, DECLINED),
        (["manager", "it", "head_of_it"], [["it", "head_of_it"]], {"manager": True, "it": True}, APPROVED),
        (["manager", "it", "head_of_it"], [["it", "head_of_it"]], {"manager": True, "it": False}, WAITING),
        (["manager", "it", "head_of_it"], [["it", "head_of_it"]], {"it": False, "head_of_it": False}, DECLINED),
        (["manager", "it", "head_of_it"], [["it", "head_of_it"]], {"head_of_it": True}, WAITING),
    ],
)
def test_all_must_say_yes_but_of_alternatives_one_is_enough(
    asked: list[str], alternatives: list[list[str]], answers: dict[str, bool], comes_to: str
) -> None:
    groups = [[Asked(one) for one in group] for group in alternatives]
    given_answers = {Asked(key): yes for key, yes in answers.items()}
    assert outcome([Asked(one) for one in asked], groups, given_answers) == comes_to
