"""Reads a file of devices: which column is which by its heading, then each line with what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms.validators import ValidationError

from app.devices.actions.numbers import imei_number, serial_number
from app.fields import clean, ore_of
from app.refusal import Refused
from app.sheets import Row, Sheet, sheets
from app.words import say
from catalogue.edition import load as edition

MOST_FAULTS = 200
HEAD_WITHIN = 15
DAYS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m %Y")
# Each column with the longest text it takes; the headings it goes by stand among the words.
COLUMNS: Mapping[str, int] = {
    "tag": 30, "kind": 60, "model": 120, "serial": 60, "imei": 30, "imei2": 30, "organisation": 120, "holder": 160,
    "site": 120, "room": 60, "received": 20, "in_service": 20, "warranty": 20, "planned": 20, "price": 30,
    "os_licence": 80, "order": 40, "managed": 10,
}  # fmt: skip
NEEDED = ("serial",)


@dataclass(frozen=True, slots=True)
class Record:
    """A line of the file: its number, and the values of its filled cells by column."""

    line: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Read:
    """The lines of a file, and faults in words, each with its line."""

    records: list[Record] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, line: int, key: str, **params: Any) -> None:
        """Note what is wrong with a line."""
        self.faults.append(say("registering.line", line=line, what=say(key, **params)))


def read(data: bytes) -> Read:
    """The devices of the first table with a column of serial numbers; raises Refused where there is none."""
    for sheet in sheets(data):
        places = _places(sheet)
        if places:
            return _lines(sheet, places)
    raise Refused("registering.refused.headings")


def _places(sheet: Sheet) -> dict[str, int]:
    """Where each known column stands; a list may begin with a few lines about itself."""
    for row in sheet.rows:
        titles = [_plain(cell) for cell in row.cells]
        found = {key: place for key in COLUMNS if (place := _place(titles, key)) >= 0}
        if all(key in found for key in NEEDED):
            return found
        if row.number >= HEAD_WITHIN:
            break
    return {}


def _place(titles: list[str], key: str) -> int:
    known = [say(f"registering.column.{key}"), *say(f"registering.headings.{key}").split("|")]
    return next((titles.index(plain) for title in known if (plain := _plain(title)) in titles), -1)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _lines(sheet: Sheet, places: Mapping[str, int]) -> Read:
    found = Read()
    for row in sheet.rows:
        if len(found.faults) >= MOST_FAULTS:
            break
        values = _values(found, row, places)
        if "serial" in values:
            found.records.append(Record(row.number, values))
    _find_twice(found)
    return found


def _values(found: Read, row: Row, places: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, place in places.items():
        # An export writes an apostrophe before what a spreadsheet would take for a formula.
        text = row.cells[place].strip().removeprefix("'") if place < len(row.cells) else ""
        if not text:
            continue
        if len(text) > COLUMNS[key]:
            found.fault(row.number, "registering.fault.long", column=_title(key), most=COLUMNS[key])
            continue
        try:
            values[key] = READERS.get(key, _plain_text)(text)
        except Refused as refused:
            found.fault(row.number, refused.key, **refused.params)
        except (ValueError, ValidationError):
            found.fault(row.number, f"registering.fault.{FORMS.get(key, 'text')}", column=_title(key), value=text[:60])
    if "serial" not in values and not any(row.cells[place] for key, place in places.items() if key == "serial"):
        found.fault(row.number, "devices.serial.missing")
    return values


def _title(key: str) -> str:
    return say(f"registering.column.{key}")


def _plain_text(text: str) -> str:
    return clean(text, lines=False)


def _day(text: str) -> dt.date:
    for pattern in DAYS:
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def _yes(text: str) -> bool:
    word = text.casefold()
    for value, key in ((True, "yes"), (False, "no")):
        if word in say(f"registering.words.{key}").split("|"):
            return value
    raise ValueError(text)


def _kind(text: str) -> str:
    word = text.casefold()
    for kind in edition().kinds.values():
        if kind.device_class and word in (kind.key, kind.name.casefold()):
            return kind.key
    raise ValueError(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    "serial": serial_number, "imei": imei_number, "imei2": imei_number, "kind": _kind, "received": _day,
    "in_service": _day, "warranty": _day, "planned": _day, "price": ore_of, "managed": _yes, "tag": str.upper,
}  # fmt: skip
FORMS = {
    "kind": "kind", "received": "day", "in_service": "day", "warranty": "day", "planned": "day", "price": "price",
    "managed": "yes",
}  # fmt: skip


def _find_twice(found: Read) -> None:
    seen: dict[str, int] = {}
    for record in found.records:
        for key in ("serial", "imei", "imei2", "tag"):
            number = record.values.get(key)
            if number and seen.setdefault(number, record.line) != record.line:
                found.fault(record.line, "registering.fault.twice", number=number, other=seen[number])
