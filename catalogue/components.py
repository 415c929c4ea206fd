"""What the technical infrastructure consists of, and the services on it that can be disturbed (L51-L55, R-017)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.rows import EditionError, frozen, lines

HERE = Path(__file__).parent / "editions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of the infrastructure, or (with `part_of`, or not `infrastructure`) a service people know by name.

    `measured` ones have the goal for availability (L637).
    """

    key: str
    name: str
    text: str
    sources: tuple[tuple[int, int], ...]
    infrastructure: bool = True
    part_of: str = ""
    measured: bool = False


@cache
def load(name: str = "2026") -> Mapping[str, Component]:
    """The components of an edition by key, in the order of the source; raises EditionError."""
    file = HERE / name / "components.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["component"]
    found = [frozen(Component, {**row, "sources": lines(row["sources"], file.name)}, file.name) for row in rows]
    by_key = {row.key: row for row in found}
    if len(by_key) != len(found) or any(row.part_of and row.part_of not in by_key for row in found):
        raise EditionError(f"{file.name}: a key stands twice, or something is part of what is not there")
    return by_key


def infrastructure(components: Mapping[str, Component]) -> list[Component]:
    """The parts that the source counts as technical infrastructure."""
    return [component for component in components.values() if component.infrastructure]
