"""The table of who may do what with whose is whole: every door with a parameter has a row, every row a door."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.house.doors import Door, doors
from tests.house.matrix import Row, misled, missing, names, rows, strangers, unshown
from tests.house.tree import no_faults

GET = frozenset({"GET"})
POST = frozenset({"POST"})


def test_every_door_that_leads_to_a_thing_has_a_row(shop: Flask) -> None:
    no_faults(missing(doors(shop), rows()))


def test_every_row_leads_to_a_door(shop: Flask) -> None:
    no_faults(misled(doors(shop), rows()))


def test_rows_name_known_people_and_tests() -> None:
    no_faults(strangers(rows()) + unshown(rows()))


def test_a_door_without_a_row_is_found_and_told_what_to_write() -> None:
    door = Door("/ting/<int:thing_id>", GET, "signed_in", "things.thing")
    (fault,) = missing([door], [])
    assert "tests/house/matrix/things.toml" in fault
    assert "get = [" in fault
    assert missing([door], [Row("/ting/<int:thing_id>", "things", common=True)]) == []
    assert missing([Door("/ting", GET, "signed_in", "things.all")], []) == []


@pytest.mark.parametrize(
    "row",
    [
        Row("/annat/<int:thing_id>", "things", common=True),
        Row("/ting/<int:thing_id>", "things"),
        Row("/ting/<int:thing_id>", "things", common=True, tested="x"),
        Row("/ting/<int:thing_id>", "things", object="thing", get=("owner",)),
    ],
)
def test_a_row_that_misleads_is_found(row: Row) -> None:
    assert misled([Door("/ting/<int:thing_id>", POST, "signed_in", "things.thing")], [row])


def test_strangers_and_missing_tests_are_found() -> None:
    assert strangers([Row("/a", "a", object="b", get=("boss",))])
    assert strangers([Row("/a", "a", object="b", get=("chef:everywhere",))])
    assert unshown([Row("/a", "a", tested="tests/house/test_matrix.py::test_that_is_not_there")])
    assert not unshown([Row("/a", "a", tested="tests/house/test_matrix.py::test_every_row_leads_to_a_door")])


@pytest.mark.parametrize(
    ("entry", "label", "named"),
    [
        ("owner", "owner", True),
        ("chef:unit", "chef:unit", True),
        ("chef:unit", "chef:municipality", False),
        ("finance:municipality", "finance:unit", True),
        ("finance:municipality", "finance:elsewhere", False),
        ("finance:municipality", "finance:central", True),
        ("it_workplace", "it_workplace:elsewhere", True),
        ("chef", "finance:unit", False),
    ],
)
def test_an_entry_names_whom_it_says(entry: str, label: str, named: bool) -> None:
    assert names([entry], [label]) is named
