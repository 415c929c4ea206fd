"""Frames from a file: read whole, each fault told with its line, and carried out only when there is none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.actions.frames import change, set_up
from app.budgets.models import Frame
from app.budgets.queries.frames import Whose
from app.fields import ore_of
from app.history import Actor
from app.refusal import Refused
from app.sheets import find_head, sheets
from app.words import say
from catalogue.budgets import FrameKind, Stop

COLUMNS = ("frame", "amount", "stop")
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A frame as a line of the file wants it; `amount` is öre."""

    line: int
    whose: Whose
    amount: int
    stop: Stop


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds, and what is wrong with it: (line, words)."""

    rows: list[Wanted] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def read(data: bytes, known: Mapping[str, Whose]) -> Found:
    """The frames of a file (XLSX or CSV), for those one may set them for; raises Refused for what is no such table."""
    names, found = _names(known), Found()
    titles = {name: say(f"budgets.import.{name}").split("|") for name in COLUMNS}
    seen: list[str] = []
    for sheet in sheets(data):
        head = find_head(sheet, titles, ("frame", "amount"), seen)
        for row in sheet.rows if head else ():
            assert head is not None  # noqa: S101  # without one there are no rows
            try:
                found.rows.append(_wanted(row.number, head.cells(row), names))
            except Refused as refused:
                found.faults.append((row.number, say(refused.key, **refused.params)))
    if not found.rows and not found.faults:
        raise Refused("budgets.refused.no_rows")
    twice = Counter(row.whose for row in found.rows)
    found.faults.extend(
        (row.line, say("budgets.refused.line_twice", name=row.whose.name)) for row in found.rows if twice[row.whose] > 1
    )
    return found


def carry_out(
    session: Session, rows: list[Wanted], *, year: int, reason: str, actor: Actor, at: dt.datetime
) -> tuple[int, int]:
    """Set and change frames, all or none; gives how many were set and changed. Raises Refused as those verbs do."""
    made = changed = 0
    for row in rows:
        old = session.scalar(_frame_of(row.whose, year))
        if old is None:
            set_up(
                session, row.whose, year=year, amount=row.amount, stop=row.stop, reason=reason, actor=actor, at=at
            )  # fmt: skip
            made += 1
        elif (old.amount, old.stop) != (row.amount, row.stop):
            change(
                session, old.id, amount=row.amount, stop=row.stop, reason=reason, version=old.version, actor=actor,
                at=at,
            )  # fmt: skip
            changed += 1
    return made, changed


def _frame_of(whose: Whose, year: int) -> sa.Select[Frame]:
    mine = sa.select(Frame).where(Frame.year == year, Frame.kind == whose.kind.value)
    if whose.kind is FrameKind.UNIT:
        return mine.where(Frame.unit_id == whose.unit_id)
    return mine.where(Frame.organisation_id == whose.organisation_id) if whose.organisation_id else mine


def _names(known: Mapping[str, Whose]) -> dict[str, Whose]:
    """What a file may call each: its whole name, and the part before the comma where that is of one only."""
    whole = {each.name.casefold(): each for each in known.values()}
    first = Counter(each.name.split(",")[0].casefold() for each in known.values())
    short = {each.name.split(",")[0].casefold(): each for each in known.values()}
    return {name: each for name, each in short.items() if first[name] == 1} | whole


def _wanted(line: int, cells: Mapping[str, str], names: Mapping[str, Whose]) -> Wanted:
    name = " ".join(cells["frame"].split())
    whose = names.get(name.casefold())
    if whose is None:
        raise Refused("budgets.refused.line_name", name=name[:80])
    try:
        amount = ore_of(cells["amount"])
    except ValueError:
        raise Refused("budgets.refused.line_amount", amount=cells["amount"][:40]) from None
    return Wanted(line, whose, amount, _stop(cells.get("stop", ""), whose))


def _stop(text: str, whose: Whose) -> Stop:
    word = text.strip().casefold()
    if whose.kind is FrameKind.SHARED or word.startswith(say("budgets.import.hard")):
        return Stop.HARD
    if word and not word.startswith(say("budgets.import.soft")):
        raise Refused("budgets.refused.line_stop", word=text[:40])
    return Stop.SOFT


def lines_of(found: Found) -> Iterator[str]:
    """The faults in words, each with its line."""
    for line, text in sorted(found.faults)[:MOST_FAULTS]:
        yield say("budgets.line", line=line, text=text)
