"""Reads the lines of an import file: which table it is by its headings, then each line with what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wtforms.validators import ValidationError

from app.fields import clean
from app.identity.actions.importing.records import (
    CostCentreRecord,
    Fault,
    Line,
    PersonRecord,
    Records,
    UnitRecord,
)
from app.identity.queries.directory import folded
from app.refusal import Refused
from app.sheets import Row, Sheet, sheets
from app.words import say
from catalogue.terms import Segment

MOST_FAULTS = 200
DAYS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m %Y")
SEGMENTS = (Segment.STAFF, Segment.SCHOOL_STAFF, Segment.PUPIL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key among the words, how long a text it takes, and whether it must be filled in."""

    key: str
    most: int
    required: bool = False

    @property
    def title(self) -> str:
        """Its heading."""
        return say(f"importing.column.{self.key}")


ORGANISATION = Column("organisation", 120, required=True)
TABLES: Mapping[str, tuple[Column, ...]] = {
    "cost_centres": (
        ORGANISATION, Column("code", 20, required=True), Column("activity", 20), Column("name", 120, required=True),
        Column("valid_from", 20), Column("valid_to", 20),
    ),
    "units": (
        ORGANISATION, Column("unit_name", 120, required=True), Column("parent", 120), Column("unit_manager", 40),
        Column("cost_centre", 20), Column("reference", 60), Column("segment", 40),
    ),
    "people": (
        ORGANISATION, Column("number", 40, required=True), Column("person_name", 120, required=True),
        Column("email", 160, required=True), Column("title", 80), Column("unit", 120, required=True),
        Column("manager", 40), Column("login", 120),
    ),
}  # fmt: skip


def read(data: bytes, organisations: Mapping[str, int]) -> Records:
    """The records of a file; `organisations` are those that may be imported, by folded name.

    Raises Refused for what is no table at all. What is wrong with a line is a fault of the records.
    """
    reader = _Reading(organisations, Records())
    for sheet in sheets(data):
        reader.read(sheet)
    if not reader.known:
        raise Refused("importing.refused.headings")
    return reader.records


class _Reading:
    def __init__(self, organisations: Mapping[str, int], records: Records) -> None:
        self.organisations, self.records, self.known = organisations, records, 0
        self.takers: Mapping[str, Callable[[Line, int, dict[str, str]], None]] = {
            "cost_centres": self._cost_centre, "units": self._unit, "people": self._person,
        }  # fmt: skip

    def read(self, sheet: Sheet) -> None:
        """Take in one sheet; one with other headings is passed over."""
        head = next(sheet.rows, None)
        table = _table_of(head.cells) if head else None
        if head is None or table is None:
            return
        self.known += 1
        places = _places(head.cells, TABLES[table])
        missing = [column.title for column in TABLES[table] if column.required and column.key not in places]
        if missing:
            self._fault(Line(sheet.name, head.number).fault("columns", columns=", ".join(missing)))
            return
        for row in sheet.rows:
            if len(self.records.faults) >= MOST_FAULTS:
                return
            self._take(table, Line(sheet.name, row.number), row, places)

    def _take(self, table: str, at: Line, row: Row, places: Mapping[str, int]) -> None:
        values, before = {}, len(self.records.faults)
        for column in TABLES[table]:
            place = places.get(column.key, -1)
            values[column.key] = self._value(at, column, row.cells[place] if 0 <= place < len(row.cells) else "")
        organisation = self.organisations.get(folded(values["organisation"]))
        if organisation is None and values["organisation"]:
            self._fault(at.fault("organisation", value=values["organisation"]))
        if len(self.records.faults) == before and organisation is not None:
            self.takers[table](at, organisation, values)

    def _value(self, at: Line, column: Column, text: str) -> str:
        try:
            value = clean(text, lines=False)
        except ValidationError:
            self._fault(at.fault("characters", column=column.title))
            return ""
        if column.required and not value:
            self._fault(at.fault("missing", column=column.title))
        if len(value) > column.most:
            self._fault(at.fault("long", column=column.title, most=column.most))
        return value

    def _cost_centre(self, at: Line, organisation: int, values: dict[str, str]) -> None:
        first, last = (self._day(at, key, values[key]) for key in ("valid_from", "valid_to"))
        if first and last and last < first:
            self._fault(at.fault("days"))
        self.records.cost_centres.append(
            CostCentreRecord(at, organisation, values["code"], values["activity"], values["name"], first, last)
        )

    def _unit(self, at: Line, organisation: int, values: dict[str, str]) -> None:
        segment = next((each for each in SEGMENTS if _says(each, values["segment"])), None)
        if values["segment"] and segment is None:
            known = ", ".join(say(f"importing.segment.{each.value}") for each in SEGMENTS)
            self._fault(at.fault("segment", value=values["segment"], known=known))
        self.records.units.append(
            UnitRecord(
                at, organisation, values["unit_name"], values["parent"], values["unit_manager"],
                values["cost_centre"], values["reference"], segment.value if segment else "",
            )
        )  # fmt: skip

    def _person(self, at: Line, organisation: int, values: dict[str, str]) -> None:
        local, _, domain = values["email"].partition("@")
        if not local or "." not in domain or any(char.isspace() or char == "@" for char in domain):
            self._fault(at.fault("email", value=values["email"]))
        self.records.people.append(
            PersonRecord(
                at, organisation, values["number"], values["person_name"], values["email"], values["title"],
                values["unit"], values["manager"], values["login"],
            )
        )  # fmt: skip

    def _day(self, at: Line, key: str, text: str) -> dt.date | None:
        if not text:
            return None
        for pattern in DAYS:
            try:
                return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
        self._fault(at.fault("day", column=say(f"importing.column.{key}"), value=text))
        return None

    def _fault(self, fault: Fault) -> None:
        self.records.faults.append(fault)


def _says(segment: Segment, text: str) -> bool:
    return folded(text) in (segment.value, folded(say(f"importing.segment.{segment.value}")))


def _table_of(cells: tuple[str, ...]) -> str | None:
    """Which table these headings are of: the one whose required columns they name most of, at least two."""
    named = {_heading(cell) for cell in cells}
    ranked = sorted(TABLES, key=lambda table: -len(_own(table) & named))
    return ranked[0] if len(_own(ranked[0]) & named) >= 2 else None


def _own(table: str) -> set[str]:
    return {folded(column.title) for column in TABLES[table] if column is not ORGANISATION}


def _places(cells: tuple[str, ...], columns: tuple[Column, ...]) -> dict[str, int]:
    named = {_heading(cell): place for place, cell in reversed(list(enumerate(cells)))}
    titles: Iterator[tuple[str, str]] = ((column.key, folded(column.title)) for column in columns)
    return {key: named[title] for key, title in titles if title in named}


def _heading(cell: str) -> str:
    return folded(cell.replace("*", ""))
