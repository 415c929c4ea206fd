"""The bodies of the cooperation as data (bilaga 2)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("bodies.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body; `meetings_a_year` is None where the source gives no number."""

    key: str
    name: str
    participants: str
    convener: str
    mission: str
    source: str
    convener_role: str = ""
    meetings_a_year: int | None = None
    state: str = "active"


@cache
def bodies() -> tuple[Body, ...]:
    """The bodies from the top down (R-185, R-186)."""
    return tuple(Body(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["body"])
