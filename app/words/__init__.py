"""Every sentence that code says to people, by key, in Swedish (English may stand beside it).

The files in `sv/` are merged; a key is `<file>.<table>.<name>`. Templates hold their own words.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from app.words.formats import day, day_long, kr, moment, plural

__all__ = ["day", "day_long", "kr", "moment", "plural", "say", "words"]

HERE = Path(__file__).parent


@cache
def words(language: str = "sv") -> dict[str, str]:
    """All sentences of a language as a flat mapping; raises ValueError for a leaf that is not text."""
    flat: dict[str, str] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        _flatten(tomllib.loads(file.read_text(encoding="utf-8")), file.stem, flat)
    return flat


def say(key: str, /, language: str = "sv", **params: Any) -> str:
    """The sentence of a key with its parameters filled in; raises KeyError for an unknown key."""
    return words(language)[key].format(**params)


def _flatten(node: dict[str, object], prefix: str, into: dict[str, str]) -> None:
    for name, value in node.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(value, key, into)
        elif isinstance(value, str):
            into[key] = value
        else:
            raise ValueError(f"{key} is not text")
