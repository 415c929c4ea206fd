"""How much is held of somebody, in one question."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import HistoryEntry
from app.openness.queries.beyond import concerns
from app.openness.queries.record import HOLDINGS


def counts(session: Session, person_id: int) -> Mapping[str, int]:
    """How many rows of each class are a person's; classes without any are left out."""
    keys, numbers = ["history"], [_number(HistoryEntry.__table__, concerns(person_id))]
    for holding in HOLDINGS:
        sources = [source for source in holding.sources if source.is_open]
        keys += [holding.key] * len(sources)
        numbers += [_number(source.rows, source.belongs_to(person_id)) for source in sources]
    found: dict[str, int] = {}
    for key, count in zip(keys, session.execute(sa.select(*numbers)).one(), strict=True):
        found[key] = found.get(key, 0) + count
    return {holding.key: found[holding.key] for holding in HOLDINGS if found.get(holding.key)}


def _number(rows: sa.FromClause, which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(rows).where(which).scalar_subquery()
