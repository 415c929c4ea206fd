"""Cases in the agreement: moves, routes of faults, due times, and the forms' own strictness."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.calendar import support_calendar
from catalogue import request_files
from catalogue.cases import (
    MOVES,
    BasicFunction,
    CaseState,
    PupilTopic,
    fault_route,
    is_sampled,
    may_advance,
    needs_root_cause,
)
from catalogue.edition import load as edition
from catalogue.request_files import read
from catalogue.rows import EditionError
from catalogue.terms import Queue

FOLDER = Path(request_files.__file__).parent / "editions" / "2026" / "requests"
SWEDISH = ZoneInfo("Europe/Stockholm")


def at(text: str) -> dt.datetime:
    """A moment on the Swedish clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SWEDISH)


@pytest.mark.rule("R-149")
@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2026-11-27T15:30", 1, "2026-11-30T15:30"),
        ("2026-11-27T18:00", 1, "2026-12-01T07:30"),
        ("2026-04-29T15:30", 1, "2026-04-30T15:00"),
        ("2026-12-22T10:00", 2, "2026-12-28T10:00"),
        ("2026-11-23T09:15", 3, "2026-11-26T09:15"),
    ],
)
def test_a_case_is_due_by_the_support_calendar(opened: str, days: int, due: str) -> None:
    assert support_calendar(2026).due(at(opened), days) == at(due)


@pytest.mark.rule("R-142", "R-143")
def test_support_closes_at_three_the_day_before_a_red_day() -> None:
    calendar = support_calendar(2026)
    assert calendar.is_open(at("2026-04-30T14:59"))
    assert not calendar.is_open(at("2026-04-30T15:00"))
    assert not calendar.is_open(at("2026-05-01T10:00"))


@pytest.mark.rule("R-150")
def test_there_are_eight_basic_functions() -> None:
    assert len(BasicFunction) == 8


@pytest.mark.rule("R-156", "R-157")
def test_a_pupils_fault_is_split_between_it_and_the_municipality() -> None:
    to_it = {topic for topic in PupilTopic if fault_route("pupil", topic).queue is Queue.SERVICEDESK}
    assert to_it == {PupilTopic.NETWORK, PupilTopic.ACCOUNT, PupilTopic.APPS}
    assert fault_route("pupil", "hardware").to_supplier
    assert not fault_route("pupil", "printing").to_supplier


@pytest.mark.rule("R-155")
@pytest.mark.parametrize("topic", [*PupilTopic, "", "nonsense"])
def test_a_fault_on_staffs_devices_always_goes_to_it(topic: str) -> None:
    assert fault_route("staff", topic).queue is Queue.SERVICEDESK


def test_no_state_is_a_dead_end_and_none_is_reached_from_itself() -> None:
    assert set(MOVES) == set(CaseState)
    assert all(state not in MOVES[state] and MOVES[state] for state in CaseState)


def test_another_system_moves_a_case_only_onwards() -> None:
    forwards = {(a, b) for a in CaseState for b in CaseState if may_advance(a, b)}
    order = list(CaseState)
    assert all(order.index(a) < order.index(b) for a, b in forwards)
    assert (CaseState.WAITING, CaseState.CLOSED) in forwards
    assert (CaseState.CLOSED, CaseState.NEW) not in forwards


@pytest.mark.rule("R-153")
def test_the_share_of_surveys_is_kept_and_the_same_case_always_gets_the_same_answer() -> None:
    numbers = [f"Ä2026-{n:05d}" for n in range(10_000)]
    picked = [number for number in numbers if is_sampled(number, 1000)]
    assert 900 < len(picked) < 1100
    assert picked == [number for number in numbers if is_sampled(number, 1000)]
    assert not any(is_sampled(number, 0) for number in numbers)
    assert all(is_sampled(number, 10_000) for number in numbers)


@pytest.mark.rule("R-097")
def test_serious_and_recurring_incidents_need_their_root_cause() -> None:
    assert needs_root_cause(serious=True, recurring=False, kind="incident")
    assert needs_root_cause(serious=False, recurring=True, kind="incident")
    assert not needs_root_cause(serious=False, recurring=False, kind="incident")
    assert not needs_root_cause(serious=True, recurring=False, kind="service_request")


def data(name: str) -> dict[str, Any]:
    """The data of a form."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"surprise": 1}, "unknown key surprise"),
        ({"title": None}, "title is missing"),
        ({"queue": "it_workplace"}, "queue is said by the kind"),
        ({"kind": "nothing"}, "nothing"),
        ({"kind": "headset"}, "has no queue"),
        ({"sources": [[1, 9999]]}, "lines outside"),
        ({"subject": "missing"}, "subject missing is no field"),
        ({"due_days": 0}, "days until due"),
        ({"remark": ""}, "without a remark"),
        ({"guard": [{"when": {"field": "borta", "is": ["ja"]}, "text": "x"}]}, "borta, which is not asked"),
        ({"guard": [{"when": {"field": "utomlands", "is": ["kanske"]}, "text": "x"}]}, "no choice kanske"),
        ({"step": [{"asked": "king"}]}, "nobody answers for king"),
        ({"section": [{"title": "A", "field": [{"key": "a", "label": "A", "help": "", "type": "colour"}]}]}, "colour"),
        ({"section": [{"title": "A", "field": [{"key": "a", "label": "A", "help": "", "type": "choice"}]}]}, "choices"),
        ({"section": [{"title": "A", "field": [{"key": "a", "type": "text"}]}]}, "label"),
    ],
)
def test_what_is_wrong_in_a_form_is_named(changed: dict[str, Any], named: str) -> None:
    broken = {name: value for name, value in (data("vpn_access") | changed).items() if value is not None}
    with pytest.raises(EditionError, match=named):
        read(broken, "vpn_access", edition())


def test_every_question_has_a_label_and_a_help() -> None:
    for form in request_files.load().values():
        assert [field.key for field in form.fields if not (field.label and field.help)] == [], form.slug
