"""Who does what in a service: responsible, accountable, consulted, informed (L851-L855, R-214)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.rows import EditionError, frozen

LETTERS = "RACI"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaciRow:
    """An activity with the letters of IT (the column of the committee, C22) and of the municipality or its units."""

    activity: str
    it: str
    unit: str
    comment: str = ""


def raci_row(row: Mapping[str, Any], where: str) -> RaciRow:
    """A row from its data; raises EditionError for other letters, or when not exactly one party is accountable."""
    found = frozen(RaciRow, row, where)
    for marks in (found.it, found.unit):
        if set(marks) - set(LETTERS) or len(set(marks)) != len(marks):
            raise EditionError(f"{where} {found.activity}: {marks} is not made of {LETTERS}")
    if (found.it + found.unit).count("A") != 1:
        raise EditionError(f"{where} {found.activity}: one party is accountable, and only one")
    return found
