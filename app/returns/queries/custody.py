"""Whether the chain of custody is what was told when it happened."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import HistoryEntry
from app.returns.models import Custody, HandedIn


@dataclass(frozen=True, slots=True)
class Broken:
    """A step of a chain that is not what was told, was never told, or is gone."""

    number: str
    step: str
    why: str


def seal_of(number: str, step: str, *, at: dt.datetime, by: int | None, facts: Mapping[str, Any]) -> str:
    """The SHA-256 over a step: of which return, what, when, by whom, with which facts."""
    content = {"number": number, "step": step, "at": at.astimezone(dt.UTC).isoformat(), "by": by, "facts": dict(facts)}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(session: Session) -> Iterator[Broken]:
    """Every step that does not hold: changed since, not told in the history, or told there and gone here."""
    entries = sa.select(HistoryEntry.subject_id, HistoryEntry.event, HistoryEntry.data)
    told: dict[str, tuple[str, str]] = {}
    for entry in session.execute(entries.where(HistoryEntry.subject == "return")):
        if entry.data.get("seal"):
            told[entry.data["seal"]] = (str(entry.data.get("number", "")), entry.event.removeprefix("return."))
    columns = (HandedIn.number, Custody.step, Custody.at, Custody.by, Custody.facts, Custody.seal)
    rows = sa.select(*columns).join(HandedIn, HandedIn.id == Custody.return_id).order_by(Custody.id)
    for row in session.execute(rows.execution_options(yield_per=1000)):
        if seal_of(row.number, row.step, at=row.at, by=row.by, facts=row.facts) != row.seal:
            yield Broken(row.number, row.step, "changed")
        elif row.seal not in told:
            yield Broken(row.number, row.step, "not told")
        told.pop(row.seal, None)
    yield from (Broken(number, step, "missing") for number, step in told.values())
