"""The tree of units on a day: what a decided change makes of it, and which changes cannot be made.

A tree is a mapping of unit ids to places; nothing here touches a database. Days count from their beginning: a change
holds on its day and after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class ChangeKind(StrEnum):
    """What may happen to a unit from a day on."""

    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's name and where it stands; a closed one that was merged names its successor."""

    id: int
    organisation: int
    parent: int | None
    name: str
    open: bool = True
    successor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A decision: `name` of a rename, `organisation` and `parent` (None: at the top) of a move, `into` of a merger."""

    id: int
    unit: int
    kind: ChangeKind
    on: dt.date
    name: str = ""
    organisation: int | None = None
    parent: int | None = None
    into: int | None = None


class Impossible(Exception):
    """A change that cannot be made; `key` says why, `change` is which one, `name` the unit in its way."""

    def __init__(self, key: str, change: Change, name: str = "") -> None:
        super().__init__(key)
        self.key, self.change, self.name = key, change, name


Tree = Mapping[int, Place]


def after(tree: Tree, change: Change) -> dict[int, Place]:
    """The tree once a change is made; raises Impossible."""
    unit = _open(tree, change.unit, change)
    if change.kind is ChangeKind.RENAME:
        return _renamed(tree, unit, change)
    if change.kind is ChangeKind.MOVE:
        return _moved(tree, unit, change)
    if change.kind is ChangeKind.MERGE:
        return _merged(tree, unit, change)
    return _closed(tree, unit, change)


def replay(tree: Tree, changes: Iterable[Change], until: dt.date) -> dict[int, Place]:
    """The tree at the end of a day, after every change up to then, in order of day and decision; raises Impossible."""
    for change in sorted(changes, key=lambda each: (each.on, each.id)):
        if change.on <= until:
            tree = after(tree, change)
    return dict(tree)


def below(tree: Tree, unit: int) -> Iterator[int]:
    """The open units under one, at any depth."""
    children: dict[int | None, list[int]] = {}
    for place in tree.values():
        if place.open:
            children.setdefault(place.parent, []).append(place.id)
    waiting = list(children.get(unit, ()))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(children.get(found, ()))


def _open(tree: Tree, unit: int, change: Change) -> Place:
    place = tree.get(unit)
    if place is None:
        raise Impossible("unknown", change)
    if not place.open:
        raise Impossible("closed", change, place.name)
    return place


def _renamed(tree: Tree, unit: Place, change: Change) -> dict[int, Place]:
    _name_is_free(tree, {unit.id}, {(unit.organisation, change.name)}, change)
    return {**tree, unit.id: replace(unit, name=change.name)}


def _moved(tree: Tree, unit: Place, change: Change) -> dict[int, Place]:
    organisation = unit.organisation if change.organisation is None else change.organisation
    if change.parent is not None:
        parent = _open(tree, change.parent, change)
        if parent.organisation != organisation:
            raise Impossible("elsewhere", change, parent.name)
        if parent.id == unit.id or parent.id in set(below(tree, unit.id)):
            raise Impossible("circle", change, parent.name)
    if (organisation, change.parent) == (unit.organisation, unit.parent):
        raise Impossible("same", change, unit.name)
    moved = {**tree, unit.id: replace(unit, organisation=organisation, parent=change.parent)}
    return _followed(moved, [unit.id], organisation, change)


def _merged(tree: Tree, unit: Place, change: Change) -> dict[int, Place]:
    into = _open(tree, change.into or 0, change)
    if into.id == unit.id:
        raise Impossible("itself", change, unit.name)
    if into.id in set(below(tree, unit.id)):
        raise Impossible("under", change, into.name)
    gone = replace(unit, open=False, successor=into.id)
    merged = {**tree, unit.id: gone}
    children = [place.id for place in tree.values() if place.open and place.parent == unit.id]
    for child in children:
        merged[child] = replace(tree[child], parent=into.id, organisation=into.organisation)
    for place in tree.values():
        if place.successor == unit.id:
            merged[place.id] = replace(place, successor=into.id)
    return _followed(merged, children, into.organisation, change)


def _closed(tree: Tree, unit: Place, change: Change) -> dict[int, Place]:
    if child := next((place for place in tree.values() if place.open and place.parent == unit.id), None):
        raise Impossible("children", change, child.name)
    return {**tree, unit.id: replace(unit, open=False)}


def _followed(tree: dict[int, Place], tops: Iterable[int], organisation: int, change: Change) -> dict[int, Place]:
    """What stands below moved units goes with them to their organisation."""
    moved = set(tops)
    for top in tops:
        for found in below(tree, top):
            moved.add(found)
            tree[found] = replace(tree[found], organisation=organisation)
    _name_is_free(tree, moved, {(organisation, tree[each].name) for each in moved}, change)
    return tree


def _name_is_free(tree: Tree, own: set[int], wanted: set[tuple[int, str]], change: Change) -> None:
    """Within an organisation a name belongs to one unit for ever: history speaks of it."""
    taken = {(place.organisation, place.name): place for place in tree.values() if place.id not in own}
    if found := next((taken[name] for name in sorted(wanted) if name in taken), None):
        raise Impossible("name", change, found.name)
