"""Kontering: which codes go together on which day, with the reason when they do not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.codeplan import DIMENSIONS, Dimension, Plan, Rule, Value, faults, like, sound

DAY = dt.date(2026, 11, 23)
START = dt.date(2026, 1, 1)
CODES = st.text("0123456789", min_size=1, max_size=6)
ANSVAR = Dimension(
    "ansvar", required=True, values={
        "41200": Value("41200", "Stenebergsskolan", START),
        "41300": Value("41300", "Gamla skolan", START, dt.date(2026, 6, 30)),
        "41400": Value("41400", "Nya skolan", dt.date(2027, 1, 1)),
    },
)  # fmt: skip
PLAN = Plan(
    dimensions=(ANSVAR, Dimension("verksamhet", required=False), Dimension("projekt", required=False)),
    rules=(
        Rule(kind="only", dimension="ansvar", pattern="41*", other="verksamhet", other_pattern="4000-4999",
             valid_from=START, note="Skolans verksamheter"),
        Rule(kind="never", dimension="verksamhet", pattern="4400", other="projekt", other_pattern="9*",
             valid_from=START, valid_to=dt.date(2026, 12, 31)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "keys"),
    [
        ({"ansvar": "41200", "verksamhet": "4400"}, []),
        ({"ansvar": "41200", "verksamhet": "9110"}, ["only"]),
        ({"ansvar": "41200"}, ["only_blank"]),
        ({"verksamhet": "4400"}, ["missing"]),
        ({"ansvar": "99999"}, ["unknown"]),
        ({"ansvar": "41300", "verksamhet": "4400"}, ["no_longer"]),
        ({"ansvar": "41400", "verksamhet": "4400"}, ["not_yet"]),
        ({"ansvar": "41200", "verksamhet": "4400", "projekt": "9001"}, ["never"]),
        ({"ansvar": "41200", "verksamhet": "4400", "konto": "6110"}, ["part"]),
    ],
)
def test_a_combination_is_allowed_or_says_why_not(codes: dict[str, str], keys: list[str]) -> None:
    assert [fault.key for fault in faults(PLAN, codes, DAY)] == keys


def test_a_rule_holds_on_its_days_only() -> None:
    codes = {"ansvar": "41200", "verksamhet": "4400", "projekt": "9001"}
    assert faults(PLAN, codes, dt.date(2026, 12, 31))
    assert not faults(PLAN, codes, dt.date(2027, 1, 1))


def test_the_first_and_last_day_of_a_value_count() -> None:
    value = ANSVAR.values["41300"]
    assert value.holds(START)
    assert value.holds(dt.date(2026, 6, 30))
    assert not value.holds(dt.date(2026, 7, 1))


@given(st.dictionaries(st.sampled_from(DIMENSIONS), CODES), st.dates())
def test_an_empty_plan_allows_everything(codes: dict[str, str], on: dt.date) -> None:
    assert faults(Plan(), codes, on) == []


@given(CODES, st.lists(CODES, max_size=4))
def test_a_list_is_like_each_of_its_codes_and_no_other(code: str, others: list[str]) -> None:
    pattern = ", ".join([*others, code])
    assert like(pattern, code)
    assert sound(pattern)
    assert like(", ".join(others), code) == (code in others)


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_a_range_holds_what_lies_between_its_ends(first: int, last: int, code: int) -> None:
    first, last = sorted((first, last))
    assert like(f"{first:04}-{last:04}", f"{code:04}") == (first <= code <= last)


@given(CODES, st.integers(0, 6))
def test_a_star_stands_for_any_characters(code: str, cut: int) -> None:
    assert like(f"{code[:cut]}*", code)
    assert like("*", code)
    assert not like("*", "")


@pytest.mark.parametrize("pattern", ["", "41*,", "4999-4000", "400-4999", "[ab]", " , "])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    assert not sound(pattern)


@given(st.dictionaries(st.sampled_from(("ansvar", "verksamhet", "projekt")), CODES), st.dates(), st.booleans())
def test_only_and_never_of_the_same_pattern_are_opposites(codes: dict[str, str], on: dt.date, stated: bool) -> None:
    pattern = "!" if stated else "4*"
    rules = {
        kind: Rule(kind=kind, dimension="ansvar", pattern="*", other="projekt", other_pattern=pattern,
                   valid_from=dt.date.min)
        for kind in ("only", "never")
    }  # fmt: skip
    parts = tuple(Dimension(key, required=False) for key in DIMENSIONS)
    broken = {kind: bool(faults(Plan(parts, (rule,)), codes, on)) for kind, rule in rules.items()}
    assert broken["only"] != broken["never"] or not codes.get("ansvar")
