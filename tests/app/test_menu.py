"""The menu marks one place: where somebody is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.menu import menu_for


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/ekonomi/prognoser", "Prognoser"),
        ("/ekonomi/prognoser/2026/prognos-1", "Prognoser"),
        ("/ekonomi/prognoser/utbyte/lasta", "Åldersutbyte"),
        ("/it/prognos", "Åldersutbyte"),
        ("/ekonomi/budgetbehov/2027", "Ramar"),
    ],
)
def test_of_two_entries_above_a_page_only_the_nearer_is_marked(path: str, title: str) -> None:
    me = SimpleNamespace(roles=frozenset({"finance"}), waiting_count=0)
    assert [entry.title for entry in menu_for(me, path) if entry.current] == [title]


def test_a_page_outside_the_menu_marks_nothing() -> None:
    me = SimpleNamespace(roles=frozenset({"finance"}), waiting_count=0)
    assert not [entry for entry in menu_for(me, "/om") if entry.current]
