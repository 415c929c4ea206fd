"""A finding changes state through one function, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.exceptions.models import Finding, FindingSanction
from app.history import Actor, Event
from app.refusal import Changed, Missing
from catalogue.outside import FINDING_MOVES, FindingState


def hold(session: Session, finding_id: int) -> Finding:
    """A finding held until commit, as it stands now; raises Missing."""
    question = locked(sa.select(Finding).where(Finding.id == finding_id))
    found: Finding | None = session.scalar(question.execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def standing(session: Session, finding_id: int) -> dict[str, FindingSanction]:
    """The sanctions that stand, by sort."""
    question = sa.select(FindingSanction).where(
        FindingSanction.finding_id == finding_id, FindingSanction.lifted_at.is_(None)
    )
    return {row.sort: row for row in session.scalars(question.order_by(FindingSanction.id))}


def move(
    session: Session, finding: Finding, to: FindingState, *, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any] | None = None, **values: object,
) -> None:  # fmt: skip
    """Move a finding and tell of it; raises Changed when the table does not know the move or another hand was first."""
    before = FindingState(finding.state)
    if to not in FINDING_MOVES[before]:
        raise Changed("findings.refused.moved", number=finding.number)
    session.flush()
    moved = (
        sa.update(Finding)
        .where(Finding.id == finding.id, Finding.state == before.value)
        .values(state=to.value, state_at=at, **values)
        .returning(Finding.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(moved) is None:
        raise Changed("findings.refused.moved", number=finding.number)
    session.refresh(finding)
    tell(session, finding, to.value, actor=actor, at=at, data=data)


def tell(
    session: Session, finding: Finding, what: str, *, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write down what has happened with it."""
    told = {"number": finding.number, "what": finding.what, **(data or {})}
    history.record(session, actor, at, [Event("finding", finding.id, f"finding.{what}", told)])
