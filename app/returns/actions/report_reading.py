"""Reads a recycler's report: which columns it has, and each line with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.fields import ore_of
from app.refusal import Refused
from app.sheets import Row, Sheet, sheets
from app.words import say
from catalogue.returns import Reported

DEMANDED = ("serial",)
COLUMNS = (*DEMANDED, "received", "certificate", "amount")
MOST_FAULTS = 100
HEAD_WITHIN = 15
LONGEST = 60


@dataclass(slots=True)
class Read:
    """Lines of a report, the headings they stood under, and faults in words."""

    lines: dict[str, Reported] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(data: bytes, wanted: Mapping[str, str]) -> Read:
    """The lines of the first sheet with serial numbers; `wanted` names headings, else they are guessed.

    Raises Refused for what is no table, or has no column of serial numbers.
    """
    seen: list[str] = []
    for sheet in sheets(data):
        places, head = _places(sheet, wanted, seen)
        if places:
            return _lines(sheet, places, {name: head.cells[place] for name, place in places.items()})
    raise Refused("returns.refused.headings", seen=", ".join(seen[:20]))


def _places(sheet: Sheet, wanted: Mapping[str, str], seen: list[str]) -> tuple[dict[str, int], Row]:
    row = Row(0, ())
    for row in sheet.rows:
        titles = [_plain(cell) for cell in row.cells]
        found = {name: place for name in COLUMNS if (place := _place(titles, name, wanted)) >= 0}
        if all(name in found for name in DEMANDED):
            return found, row
        seen += [cell for cell in row.cells if cell]
        if row.number >= HEAD_WITHIN:
            break
    return {}, row


def _place(titles: list[str], name: str, wanted: Mapping[str, str]) -> int:
    known = [wanted[name]] if wanted.get(name) else say(f"returns.headings.{name}").split("|")
    return next((titles.index(plain) for title in known if (plain := _plain(title)) in titles), -1)


def _lines(sheet: Sheet, places: Mapping[str, int], columns: dict[str, str]) -> Read:
    found = Read(columns=columns)
    for row in sheet.rows:
        if len(found.faults) >= MOST_FAULTS:
            break
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        if fault := _take(found, cells):
            found.faults.append(say("returns.line", line=row.number, what=fault))
    return found


def _take(found: Read, cells: Mapping[str, str]) -> str:
    """Take in a line; returns what is wrong with it. A certificate must say what it is about."""
    serial, certificate = "".join(cells["serial"].split()).upper(), cells.get("certificate", "")
    if not serial:
        return say("returns.fault.certificate" if certificate else "returns.fault.serial")
    if len(serial) > LONGEST or len(certificate) > LONGEST:
        return say("returns.fault.long")
    if serial in found.lines:
        return say("returns.fault.twice", serial=serial)
    try:
        amount = ore_of(cells["amount"]) if cells.get("amount") else 0
    except ValueError:
        return say("returns.fault.amount", serial=serial, value=cells["amount"][:20])
    received = _plain(cells.get("received", "")) not in say("returns.headings.no").split("|")
    found.lines[serial] = Reported(serial, received, certificate, amount)
    return ""


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
