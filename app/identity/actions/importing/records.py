"""What a line of an import says, once it has been read, and what may be wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.words import say


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: the sheet (empty in a plain text file) and the line as the program shows them."""

    sheet: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if not self.line:
            return self.sheet
        return say("importing.place" if self.sheet else "importing.line", sheet=self.sheet, line=self.line)


@dataclass(frozen=True, slots=True)
class Line:
    """Where a record stands."""

    sheet: str
    line: int

    def fault(self, key: str, **params: Any) -> Fault:
        """A fault of this line; `key` stands among the faults of importing."""
        return Fault(self.sheet, self.line, say(f"importing.fault.{key}", **params))


@dataclass(frozen=True, slots=True)
class CostCentreRecord:
    """A cost centre."""

    at: Line
    organisation: int
    code: str
    activity: str
    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit; the parent by name, the chef by employee number, the cost centre by code."""

    at: Line
    organisation: int
    name: str
    parent: str
    manager: str
    cost_centre: str
    reference: str
    segment: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person; the unit by name, the chef by employee number, `login` as the identity provider knows them."""

    at: Line
    organisation: int
    number: str
    name: str
    email: str
    title: str
    unit: str
    manager: str
    login: str


@dataclass(slots=True)
class Records:
    """A whole file, and everything that is wrong with it so far."""

    cost_centres: list[CostCentreRecord] = field(default_factory=list)
    units: list[UnitRecord] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
