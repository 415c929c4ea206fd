"""A list of codes that somebody pastes or uploads: read, checked line by line, and then taken in."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.administration.actions.amend import amend
from app.administration.actions.codeplan import add_code
from app.history import Actor
from app.identity.models import CodeDimension, CodeValue
from app.words import say

MOST = 5000
HEADINGS = say("codeplan.export.columns").split("|")
LONGEST = {"code": 20, "name": 120}


@dataclass(frozen=True, slots=True)
class Line:
    """A code as a line of the list tells it."""

    number: int
    part: str
    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the lines, what is wrong with others, and what taking them in would do."""

    lines: tuple[Line, ...]
    faults: tuple[tuple[int, str], ...]
    added: int = 0
    changed: int = 0


class Wrong(Exception):
    """A line that cannot be read; the argument says why."""


def read_codes(text: str, codes: Mapping[str, Sequence[CodeValue]], parts: Collection[str]) -> Reading:
    """The lines of a list, each checked against the plan's parts; nothing is changed."""
    lines, faults, seen = [], [], set()
    for number, cells in _rows(text):
        try:
            line = _line(number, cells, parts)
            if (line.part, line.code) in seen:
                raise Wrong(say("codeplan.list.twice", code=line.code))
        except Wrong as why:
            faults.append((number, str(why)))
            continue
        seen.add((line.part, line.code))
        lines.append(line)
    if not lines and not faults:
        faults.append((1, say("codeplan.list.empty")))
    known = {(part, row.code): row for part, rows in codes.items() for row in rows}
    old = [known[line.part, line.code] for line in lines if (line.part, line.code) in known]
    new = {(line.part, line.code): line for line in lines}
    changed = sum(1 for (part, code), row in known.items() if (part, code) in new and _differs(row, new[part, code]))
    return Reading(tuple(lines), tuple(faults), len(lines) - len(old), changed)


def take_in(
    session: Session,
    reading: Reading,
    parts: Mapping[str, CodeDimension],
    codes: Mapping[str, Sequence[CodeValue]],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Add and change codes as a list without faults says; what it does not name is left alone. Raises Changed."""
    known = {(part, row.code): row for part, rows in codes.items() for row in rows}
    for line in reading.lines:
        values = {"name": line.name, "valid_from": line.valid_from, "valid_to": line.valid_to}
        row = known.get((line.part, line.code))
        if row is None:
            add_code(session, parts[line.part], {"code": line.code, **values}, actor=actor, at=at)
        else:
            amend(session, row, values, version=row.version, actor=actor, at=at)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.lstrip("\ufeff").replace("\0", "")
    first = text.partition("\n")[0]
    delimiter = next((mark for mark in ("\t", ";") if mark in first), ",")
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        stripped = [cell.strip().removeprefix("'") for cell in cells]
        is_heading = number == 1 and bool(stripped) and stripped[0].casefold() == HEADINGS[0].casefold()
        if any(stripped) and not is_heading:
            yield number, (stripped + [""] * 5)[:5]
        if number > MOST:
            yield number, []
            return


def _line(number: int, cells: list[str], parts: Collection[str]) -> Line:
    if not cells:
        raise Wrong(say("codeplan.list.long", most=MOST))
    part, code, name, first, last = cells
    if part.casefold() not in parts:
        raise Wrong(say("codeplan.list.part", part=part))
    for value, key in ((code, "code"), (name, "name")):
        if not 0 < len(value) <= LONGEST[key]:
            raise Wrong(say(f"codeplan.list.{key}", most=LONGEST[key]))
    begins, ends = _day(first), _day(last) if last else None
    if ends is not None and ends < begins:
        raise Wrong(say("administration.form.days"))
    return Line(number, part.casefold(), code, name, begins, ends)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Wrong(say("codeplan.list.day", text=text)) from None


def _differs(row: CodeValue, line: Line) -> bool:
    return (row.name, row.valid_from, row.valid_to) != (line.name, line.valid_from, line.valid_to)
