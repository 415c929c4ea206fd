"""Walking the chain: finding every entry that was changed, removed or moved, or whose words it does not vouch for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history.chain import canonical, digest_of, seal_of
from app.history.models import GENESIS, HistoryEntry, HistoryHead, HistoryRedaction

COLUMNS = tuple(HistoryEntry.__mapper__.column_attrs.keys())


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    entry_id: int
    why: str


class _Redactions:
    """What was redacted: the seal of each entry's words now, and what each telling entry must say."""

    def __init__(self, session: Session) -> None:
        self.seals: dict[int, str] = {}
        told: dict[int, list[tuple[int, str]]] = {}
        rows = sa.select(HistoryRedaction.entry_id, HistoryRedaction.told_in, HistoryRedaction.seal)
        for row in session.execute(rows.order_by(HistoryRedaction.id)):
            self.seals[row.entry_id] = row.seal
            told.setdefault(row.told_in, []).append((row.entry_id, row.seal))
        self.roots = {telling: root_of(pairs) for telling, pairs in told.items()}


def root_of(pairs: Iterable[tuple[int, str]]) -> str:
    """One digest over the entries of a redaction and the seals of their new words."""
    return hashlib.sha256("\n".join(f"{entry} {seal}" for entry, seal in sorted(pairs)).encode()).hexdigest()


def verify(session: Session) -> Iterator[Break]:
    """Walk the whole chain and yield every place where it does not hold."""
    redactions = _Redactions(session)
    previous, expected = GENESIS, 1
    columns = [getattr(HistoryEntry, name) for name in COLUMNS]
    for entry in session.execute(sa.select(*columns).order_by(HistoryEntry.id).execution_options(yield_per=2000)):
        if entry.id != expected:
            yield Break(expected, "missing")
        if entry.previous != previous:
            yield Break(entry.id, "not linked")
        if not _holds(entry, redactions):
            yield Break(entry.id, "changed")
        previous, expected = entry.digest, entry.id + 1
    yield from (Break(telling, "redaction not told") for telling in sorted(redactions.roots))
    head = session.execute(sa.select(HistoryHead.last_id, HistoryHead.digest)).one()
    if (head.last_id, head.digest) != (expected - 1, previous):
        yield Break(expected, "end missing")


def _holds(entry: sa.Row[tuple[object, ...]], redactions: _Redactions) -> bool:
    """Whether an entry is what its digest says, and its words are what its seal or its last redaction says."""
    root = redactions.roots.get(entry.id)
    if root is not None and entry.data.get("root") == root:
        del redactions.roots[entry.id]
    redacted = redactions.seals.get(entry.id)
    if redacted and seal_of(entry.salt or "", entry.actor_name, entry.data) != redacted:
        return False
    if redacted and entry.seal is None:
        return True  # from before there were seals: the digest covers words that are gone, and only links
    if not redacted and entry.seal and seal_of(entry.salt, entry.actor_name, entry.data) != entry.seal:
        return False
    return bool(entry.digest == digest_of(entry.previous, canonical(entry._asdict())))
