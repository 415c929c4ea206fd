"""Every door declares a right that exists; every address is typed and spelled in one way."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from flask import Flask

from catalogue.rights import RIGHTS
from tests.house.doors import Door, doors
from tests.house.tree import no_faults

# Addresses that a standard spells for us.
STANDARD = ("/scim/v2/",)


def undeclared(found: Iterable[Door]) -> list[str]:
    """Doors without a right, or with one that the agreement does not know."""
    return [
        f"{door.path}: right {door.right!r} is not in catalogue.rights" for door in found if door.right not in RIGHTS
    ]


def untyped(found: Iterable[Door]) -> list[str]:
    """Doors with a parameter whose type is left to chance, like `<id>` for `<int:id>`."""
    return [f"{door.path}: give <{name}> a type" for door in found for name in re.findall(r"<([^:>]+)>", door.path)]


def misspelled(found: Iterable[Door]) -> list[str]:
    """Doors whose fixed parts are not plain lower-case words joined by hyphens, or that end with a slash."""
    shape = re.compile(r"/|(/[a-z0-9]+([.-][a-z0-9]+)*)+")
    fixed = [(door, re.sub(r"<[^>]*>", "x", door.path)) for door in found if not door.path.startswith(STANDARD)]
    return [f"{door.path}: write it in lower case with hyphens" for door, path in fixed if not shape.fullmatch(path)]


def doubled(found: Iterable[Door]) -> list[str]:
    """Addresses that two views answer, for the same method, when parameters are only told apart by their names."""
    seen: dict[tuple[str, str], str] = {}
    faults = []
    for door in found:
        for method in sorted(door.methods):
            key = (method, re.sub(r"<([^:>]+:)?[^>]*>", "<>", door.path).rstrip("/"))
            if seen.setdefault(key, door.endpoint) != door.endpoint:
                faults.append(f"{method} {door.path}: {door.endpoint} and {seen[key]} both answer")
    return faults


@pytest.mark.parametrize("rule", [undeclared, untyped, misspelled, doubled])
def test_doors_keep_the_rule(shop: Flask, rule: object) -> None:
    assert callable(rule)
    no_faults(rule(list(doors(shop))))


def test_there_are_doors(shop: Flask) -> None:
    assert {"/", "/sortiment", "/logga-in", "/healthz"} <= {door.path for door in doors(shop)}


GET = frozenset({"GET"})


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (undeclared, [Door("/a", GET, None)]),
        (undeclared, [Door("/a", GET, "invented")]),
        (untyped, [Door("/a/<id>", GET, "public")]),
        (misspelled, [Door("/A", GET, "public")]),
        (misspelled, [Door("/a/", GET, "public")]),
        (misspelled, [Door("/a_b", GET, "public")]),
        (doubled, [Door("/a/<int:id>", GET, "public", "one"), Door("/a/<int:number>", GET, "public", "two")]),
    ],
)
def test_the_rule_finds_what_it_forbids(rule: object, bad: list[Door]) -> None:
    assert callable(rule)
    assert rule(bad)
    assert not rule([Door("/a/<int:id>/bild.svg", GET, "public", "one"), Door("/", GET, "public", "two")])
