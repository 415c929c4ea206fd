"""School classes as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.classes import MOST_IN_A_CLASS, SchoolClass, read_classes


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7A 24", SchoolClass("7A", 24)),
        ("7A: 24 elever", SchoolClass("7A", 24)),
        ("Klass 3 b, 18 st", SchoolClass("Klass 3 b", 18)),
        ("7B: Alva Ek, Bo,  Cilla", SchoolClass("7B", 3, ("Alva Ek", "Bo", "Cilla"))),
        ("Fritids Solen: Åke; Örjan", SchoolClass("Fritids Solen", 2, ("Åke", "Örjan"))),
    ],
)
def test_a_class_is_read_with_names_or_without(typed: str, read: SchoolClass) -> None:
    assert read_classes(f"\n{typed}\n") == ([read], [])


@pytest.mark.parametrize(
    ("typed", "line", "key"),
    [
        ("", 1, "none"),
        ("7A", 1, "form"),
        ("7A 24\n7B", 2, "form"),
        ("7A 0", 1, "count"),
        ("7A 100", 1, "count"),
        ("7A 20\n7a: Bo", 2, "twice"),
        ("7A: " + "x" * 81, 1, "long"),
        ("x" * 41 + " 3", 1, "long"),
        ("\n".join(f"K{number} 1" for number in range(31)), 31, "many"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(typed: str, line: int, key: str) -> None:
    _, faults = read_classes(typed)
    assert (faults[0].line, faults[0].key) == (line, key)


@given(st.text(max_size=300))
def test_any_text_is_read_or_told_of(text: str) -> None:
    classes, faults = read_classes(text)
    assert classes or faults
    assert all(1 <= each.count <= MOST_IN_A_CLASS for each in classes)
    assert all(not each.pupils or len(each.pupils) == each.count for each in classes)
