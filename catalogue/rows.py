"""How rows of data become frozen dataclasses: what is unknown or missing is an error that names its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

LAST_LINE = 1357
Row = TypeVar("Row")


class EditionError(Exception):
    """A row of an edition is wrong; the message names the file and the row."""


def lines(rows: Collection[Any], where: str) -> tuple[tuple[int, int], ...]:
    """Spans of lines in the source text; raises EditionError for lines that it does not have."""
    pairs = tuple((int(first), int(last)) for first, last in rows)
    if any(not 1 <= first <= last <= LAST_LINE for first, last in pairs):
        raise EditionError(f"{where}: lines outside 1 to {LAST_LINE}")
    return pairs


def frozen(shape: type[Row], row: Mapping[str, Any], where: str) -> Row:
    """A frozen row of its data; raises EditionError for unknown keys and missing ones."""
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]  # every shape is a dataclass
    refuse_unknown(row, known, where)
    needed = {field.name for field in fields(shape) if field.default is MISSING}  # type: ignore[arg-type]  # every shape is a dataclass
    if missing := sorted(needed - row.keys()):
        raise EditionError(f"{where}: {', '.join(missing)} is missing")
    return shape(**row)


def refuse_unknown(row: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Raise EditionError for a key that nobody reads."""
    if unknown := sorted(set(row) - set(known)):
        raise EditionError(f"{where}: unknown key {', '.join(unknown)}")


class Place:
    """Turns a wrong or missing word into an EditionError that names the row."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
            raise EditionError(f"{self.where}: {error}") from error
