"""The table of who may do what with whose, read from the files of this folder; how a row is written: README.md."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.terms import Role
from tests.house.doors import Door
from tests.house.tree import ROOT

FOLDER = Path(__file__).parent
WORDS = frozenset({"common", "tested", "object", "shows", "get", "post", "sees", "form"})
RELATIONS = ("unit", "municipality", "elsewhere", "central")
# People of a scene, beside the roles.
PERSONS = frozenset({"owner", "decider", "higher_chef", "partner", "other"})
HOW = """{path} leads to a thing and has no row in the table. Add to tests/house/matrix/{room}.toml one of these:
    ["{path}"]
    common = true      # the same for everybody who carries {right}
or
    tested = "tests/app/{room}/test_….py::test_to_others_it_is_not_there"
or, tested by the table itself (tests/house/matrix/README.md):
    object = "…"       # a function of that name in tests/app/scenes/
    {method} = ["owner", "chef:unit", "auditor:municipality"]"""


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of one address; `address` may carry a query, `path` is without."""

    address: str
    room: str
    common: bool = False
    tested: str = ""
    object: str = ""
    shows: str = ""
    get: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    form: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address without its query."""
        return self.address.partition("?")[0]

    @property
    def kinds(self) -> int:
        """How many of the four kinds of row this one is; exactly one is right."""
        return sum(map(bool, (self.common, self.tested, self.object, self.shows)))

    @property
    def named(self) -> frozenset[str]:
        """Everybody this row names."""
        return frozenset({*self.get, *self.post, *self.sees})


@cache
def rows() -> tuple[Row, ...]:
    """The whole table."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for address, facts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found.append(_row(address, file.stem, facts))
    return tuple(found)


def _row(address: str, room: str, facts: dict[str, Any]) -> Row:
    if unknown := set(facts) - WORDS:
        raise ValueError(f"{room}.toml, {address}: {sorted(unknown)} is no word of the table")
    return Row(address, room, **{word: tuple(v) if isinstance(v, list) else v for word, v in facts.items()})


def missing(found: Iterable[Door], table: Iterable[Row]) -> list[str]:
    """Doors with a parameter that no row speaks of, with what to write."""
    known = {row.path for row in table if not row.shows}
    return [_how(door) for door in found if "<" in door.path and door.path not in known]


def _how(door: Door) -> str:
    room = door.endpoint.partition(".")[0]
    method = "get" if "GET" in door.methods else "post"
    return HOW.format(path=door.path, room=room, right=door.right, method=method)


def misled(found: Iterable[Door], table: Iterable[Row]) -> list[str]:
    """Rows that lead to no door, speak of a method it does not take, or do not say one thing."""
    methods: dict[str, set[str]] = {}
    for door in found:
        methods.setdefault(door.path, set()).update(door.methods)
    faults = []
    for row in table:
        taken = methods.get(row.path)
        said = {word.upper() for word in ("get", "post") if getattr(row, word)}
        if taken is None:
            faults.append(f"{row.room}.toml: no door at {row.address}")
        elif row.kinds != 1:
            faults.append(f"{row.room}.toml, {row.address}: say one of common, tested, object, shows")
        elif row.object and said != taken & {"GET", "POST"}:
            faults.append(f"{row.room}.toml, {row.address}: says {sorted(said)}, the door takes {sorted(taken)}")
    return faults


def strangers(table: Iterable[Row]) -> list[str]:
    """Names that are neither a role with a known relation nor a person of a scene."""
    roles = {*Role, "chef"}
    faults = []
    for row in table:
        for name in row.named:
            role, _, relation = name.partition(":")
            if name not in PERSONS and (role not in roles or relation not in ("", *RELATIONS[:2])):
                faults.append(f"{row.room}.toml, {row.address}: who is {name!r}?")
    return faults


def unshown(table: Iterable[Row]) -> list[str]:
    """Rows that name a test which does not exist."""
    faults = []
    for row in table:
        if row.tested:
            file, _, test = row.tested.partition("::")
            path = ROOT / file
            if not path.is_file() or f"def {test.rpartition('::')[2]}(" not in path.read_text(encoding="utf-8"):
                faults.append(f"{row.room}.toml, {row.address}: there is no test {row.tested}")
    return faults


def names(entries: Iterable[str], labels: Iterable[str]) -> bool:
    """Whether somebody with these labels (`owner`, `chef:unit`, `finance:central` …) is among the entries."""
    return any(_matches(entry, label) for entry in entries for label in labels)


def _matches(entry: str, label: str) -> bool:
    role, _, wanted = entry.partition(":")
    own, _, relation = label.partition(":")
    if role != own:
        return False
    reach = {"": RELATIONS, "unit": ("unit", "central"), "municipality": ("unit", "municipality", "central")}[wanted]
    return relation in ("", *reach)
