"""Reading outcome and forecast from a table: all rows or none, and every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.fields import ore_of
from app.follow_up.actions.preparing import Entry
from app.follow_up.models import FollowUpLine
from app.follow_up.queries import Shown
from app.follow_up.queries.paper import kind_of
from app.refusal import Refused
from app.sheets import Head, Row, find_head, sheets
from app.words import say

COLUMNS = ("section", "category", "member", "outcome", "forecast", "note")
REQUIRED = ("section", "category", "outcome")
LONGEST_NOTE = 300
MOST_FAULTS = 50
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on which line of a file, in words."""

    line: int
    text: str


def take_in(shown: Shown, data: bytes) -> tuple[dict[int, Entry], list[Fault]]:
    """What a file says of the lines of a report, and what is wrong with it; raises Refused for what is no table."""
    known = {name: say(f"following.heading.{name}").split("|") for name in COLUMNS}
    seen: list[str] = []
    for sheet in sheets(data):
        head = find_head(sheet, known, REQUIRED, seen)
        if head is not None:
            return _read(shown, head, list(sheet.rows))
    raise Refused("following.refused.headings", columns=", ".join(known[name][0] for name in REQUIRED))


def _read(shown: Shown, head: Head, rows: list[Row]) -> tuple[dict[int, Entry], list[Fault]]:
    places = {kind_of(row, member, shown.names): row for row, member in shown.rows}
    entries: dict[int, Entry] = {}
    faults: list[Fault] = []
    for row in rows:
        cells = head.cells(row)
        try:
            line = _line(cells, places)
            if line.id in entries:
                raise ValueError(say("following.fault.twice"))
            outcome = signed_ore(cells["outcome"])
            forecast = cells.get("forecast", "").strip()
            entries[line.id] = Entry(
                outcome, signed_ore(forecast) if forecast else line.forecast, cells.get("note", "")[:LONGEST_NOTE]
            )
        except ValueError as error:
            faults.append(Fault(row.number, str(error)))
        if len(faults) >= MOST_FAULTS:
            break
    return entries, faults


def _line(cells: Mapping[str, str], places: Mapping[tuple[str, str, str], FollowUpLine]) -> FollowUpLine:
    key = tuple(" ".join(cells.get(name, "").split()).casefold() for name in ("section", "category", "member"))
    found = next((row for names, row in places.items() if tuple(name.casefold() for name in names) == key), None)
    if found is None:
        raise ValueError(say("following.fault.unknown", what=", ".join(filter(None, cells.values()))[:80]))
    return found


def signed_ore(text: str) -> int:
    """An amount as people or programs write it, less than nothing with a minus before; raises ValueError in words."""
    plain = " ".join(text.replace("\u00a0", " ").split())
    negative = plain.startswith(("-", MINUS))
    try:
        amount = ore_of(plain.lstrip(f"-{MINUS} "))
    except ValueError:
        raise ValueError(say("following.fault.amount", what=text[:40])) from None
    return -amount if negative else amount
