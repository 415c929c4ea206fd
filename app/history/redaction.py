"""Taking names out of the log when their time is over, so that everything else still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history.chain import Actor, Event, head, record, sealed
from app.history.models import HistoryEntry, HistoryRedaction
from app.history.proof import root_of

REDACTED = "history.redacted"


@dataclass(frozen=True, slots=True)
class Redacted:
    """An entry with the words that shall stand there from now on."""

    entry_id: int
    actor_name: str
    data: dict[str, Any]


def redact(session: Session, changes: Sequence[Redacted], *, actor: Actor, decision: str, at: dt.datetime) -> int:
    """Change the words of entries and tell so in the chain, under a decision; gives how many were changed.

    What tells of a redaction is itself never redacted.
    """
    telling = set(session.scalars(sa.select(HistoryRedaction.told_in).distinct()))
    new = {change.entry_id: sealed(change.actor_name, change.data) for change in changes}
    new = {entry_id: words for entry_id, words in new.items() if entry_id not in telling}
    if not new:
        return 0
    root = root_of((entry_id, words["seal"]) for entry_id, words in new.items())
    told = {"entries": len(new), "decision": decision, "root": root}
    record(session, actor, at, [Event("history", len(new), REDACTED, told)])
    told_in, _digest = head(session)
    rows = [
        {"entry_id": entry_id, "told_in": told_in, "salt": words["salt"], "seal": words["seal"]}
        for entry_id, words in new.items()
    ]
    session.execute(sa.insert(cast(sa.Table, HistoryRedaction.__table__)), rows)
    for entry_id, words in new.items():
        kept = {name: words[name] for name in ("actor_name", "data", "salt")}
        session.execute(sa.update(HistoryEntry).where(HistoryEntry.id == entry_id).values(kept))
    return len(new)
