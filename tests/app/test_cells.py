"""Text in spreadsheets is never taken for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.cells import RISKY, cell, csv_lines


@pytest.mark.parametrize("text", ["=1+1", "+46", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"])
def test_what_looks_like_a_formula_is_made_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("Laxå", "Laxå"), (12, "12"), ("a=b", "a=b")])
def test_other_values_stay(value: object, text: str) -> None:
    assert cell(value) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=1, max_size=4), max_size=5))
def test_rows_come_back_as_they_were_and_none_begins_a_formula(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows)).removeprefix("\ufeff")
    back = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [[cell(value) for value in row] for row in rows] == [row or [""] for row in back]
    assert not any(value.startswith(RISKY) for row in back for value in row)
