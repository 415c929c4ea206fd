"""The tree of units: moves, mergers and closings keep it a tree, whatever is decided in whatever order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.structure import Change, ChangeKind, Impossible, Place, after, below, replay

DAY = dt.date(2026, 1, 1)
UNITS = st.integers(1, 9)
WHY_NOT = ("none", "unknown", "closed", "elsewhere", "circle", "same", "itself", "under", "children", "name")
TREE = {
    1: Place(1, 10, None, "Barn och utbildning"),
    2: Place(2, 10, 1, "Skolan"),
    3: Place(3, 10, 2, "Fritids"),
    4: Place(4, 10, None, "Kansliet"),
    5: Place(5, 20, None, "Bolaget"),
}


def change(kind: ChangeKind, unit: int, **more: object) -> Change:
    """A change on the first day."""
    return Change(**{"id": 1, "unit": unit, "kind": kind, "on": DAY, **more})  # type: ignore[arg-type]  # mixed on purpose


@st.composite
def trees(draw: st.DrawFn) -> dict[int, Place]:
    """A forest over two organisations: each unit stands under an earlier one of its organisation, or at the top."""
    tree: dict[int, Place] = {}
    for unit in range(1, draw(st.integers(2, 9)) + 1):
        organisation = draw(st.sampled_from((10, 20)))
        above = [place.id for place in tree.values() if place.organisation == organisation]
        tree[unit] = Place(unit, organisation, draw(st.sampled_from([None, *above])), f"Enhet {unit}")
    return tree


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any change at all, most of them possible in some tree."""
    kind = draw(st.sampled_from(ChangeKind))
    return Change(
        id=draw(st.integers(1, 99)),
        unit=draw(UNITS),
        kind=kind,
        on=DAY + dt.timedelta(days=draw(st.integers(0, 30))),
        name=f"Enhet {draw(st.integers(1, 12))}" if kind is ChangeKind.RENAME else "",
        organisation=draw(st.sampled_from((None, 10, 20))) if kind is ChangeKind.MOVE else None,
        parent=draw(st.one_of(st.none(), UNITS)) if kind is ChangeKind.MOVE else None,
        into=draw(UNITS) if kind is ChangeKind.MERGE else None,
    )


def possible(tree: Mapping[int, Place], wanted: list[Change]) -> list[Change]:
    """Those of the changes that can be made one after the other."""
    made = []
    for each in sorted(wanted, key=lambda one: (one.on, one.id)):
        try:
            tree = after(tree, each)
        except Impossible:
            continue
        made.append(each)
    return made


def faults(tree: Mapping[int, Place]) -> list[str]:
    """Whatever makes this no tree of units."""
    found = []
    for place in tree.values():
        if place.open and place.parent is not None:
            parent = tree[place.parent]
            found += [] if parent.open else [f"{place.id} stands under a closed unit"]
            found += [] if parent.organisation == place.organisation else [f"{place.id} stands under a foreign unit"]
        if place.id in set(below(tree, place.id)):
            found.append(f"{place.id} stands under itself")
        if place.successor is not None and not (tree[place.successor].open or tree[place.successor].successor is None):
            found.append(f"{place.id} names a successor that was merged in its turn")
        if place.open and place.successor is not None:
            found.append(f"{place.id} is open and has a successor")
    names = [(place.organisation, place.name) for place in tree.values()]
    return found + [f"{name} twice" for name in set(names) if names.count(name) > 1]


@given(trees(), st.lists(changes(), max_size=12))
def test_whatever_is_decided_it_stays_a_tree(tree: dict[int, Place], wanted: list[Change]) -> None:
    assert faults(tree) == []
    for each in possible(tree, wanted):
        tree = after(tree, each)
        assert faults(tree) == [], each


@given(trees(), st.lists(changes(), max_size=12), st.integers(0, 30))
def test_the_tree_of_a_day_is_the_changes_until_then_and_nothing_later(
    tree: dict[int, Place], wanted: list[Change], days: int
) -> None:
    made, day = possible(tree, wanted), DAY + dt.timedelta(days=days)
    step = dict(tree)
    for each in made:
        if each.on <= day:
            step = after(step, each)
    assert replay(tree, reversed(made), day) == step


@given(trees(), changes())
def test_a_change_that_is_refused_says_why_and_leaves_the_tree_alone(tree: dict[int, Place], wanted: Change) -> None:
    kept, key = dict(tree), "none"
    try:
        after(tree, wanted)
    except Impossible as why:
        key = why.key
    assert key in WHY_NOT
    assert tree == kept


@given(trees(), changes())
def test_only_a_merger_and_a_closing_close_a_unit_and_just_one(tree: dict[int, Place], wanted: Change) -> None:
    try:
        later = after(tree, wanted)
    except Impossible:
        return
    closed = [place.id for place in later.values() if not place.open]
    assert closed == ([wanted.unit] if wanted.kind in (ChangeKind.MERGE, ChangeKind.CLOSE) else [])


def test_a_moved_unit_takes_what_stands_below_it_to_the_other_organisation() -> None:
    later = after(TREE, change(ChangeKind.MOVE, 2, organisation=20, parent=5))
    assert (later[2].parent, later[2].organisation, later[3].parent, later[3].organisation) == (5, 20, 2, 20)


def test_a_merged_unit_hands_over_what_stands_below_it_and_names_its_successor() -> None:
    later = after(TREE, change(ChangeKind.MERGE, 2, into=4))
    assert (later[3].parent, later[2].open, later[2].successor) == (4, False, 4)


def test_a_second_merger_passes_the_first_ones_unit_on() -> None:
    later = after(after(TREE, change(ChangeKind.MERGE, 3, into=2)), change(ChangeKind.MERGE, 2, into=4))
    assert (later[3].successor, later[2].successor) == (4, 4)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (change(ChangeKind.MOVE, 1, parent=3), "circle"),
        (change(ChangeKind.MOVE, 1, parent=1), "circle"),
        (change(ChangeKind.MOVE, 2, parent=5), "elsewhere"),
        (change(ChangeKind.MOVE, 2, parent=1), "same"),
        (change(ChangeKind.MERGE, 2, into=3), "under"),
        (change(ChangeKind.MERGE, 2, into=2), "itself"),
        (change(ChangeKind.CLOSE, 2), "children"),
        (change(ChangeKind.RENAME, 2, name="Kansliet"), "name"),
        (change(ChangeKind.CLOSE, 77), "unknown"),
    ],
)
def test_what_cannot_be_is_refused(wanted: Change, why: str) -> None:
    with pytest.raises(Impossible) as refused:
        after(TREE, wanted)
    assert refused.value.key == why


def test_nothing_moves_into_a_closed_unit() -> None:
    closed = after(TREE, change(ChangeKind.CLOSE, 4))
    for wanted in (change(ChangeKind.MOVE, 2, parent=4), change(ChangeKind.MERGE, 2, into=4)):
        with pytest.raises(Impossible) as refused:
            after(closed, wanted)
        assert (refused.value.key, refused.value.name) == ("closed", "Kansliet")
