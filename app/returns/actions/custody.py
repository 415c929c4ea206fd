"""The chain of custody: each step is sealed, and the seal is told in the shop's chained history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor, Event
from app.refusal import Changed
from app.returns.models import Custody, HandedIn
from app.returns.queries.custody import seal_of
from catalogue.returns import ReturnState, may_move

__all__ = ["move", "seal_of", "stepped"]


def stepped(session: Session, row: HandedIn, step: str, *, actor: Actor, at: dt.datetime, **facts: Any) -> Event:
    """Write down a step of the chain, without names in its facts; returns what happened, for the caller to record."""
    seal = seal_of(row.number, step, at=at, by=actor.id, facts=facts)
    session.add(Custody(return_id=row.id, step=step, at=at, by=actor.id, by_name=actor.name, facts=facts, seal=seal))
    return Event("return", row.id, f"return.{step}", {"number": row.number, "seal": seal, **facts})


def move(session: Session, row: HandedIn, to: ReturnState, **values: object) -> None:
    """The one way something handed in changes state.

    Raises Changed when the table does not know the move or another hand was first.
    """
    session.flush()
    if not may_move(ReturnState(row.state), to):
        raise Changed("returns.refused.moved", number=row.number)
    moved = session.scalar(
        sa.update(HandedIn)
        .where(HandedIn.id == row.id, HandedIn.state == row.state)
        .values(state=to.value, **values)
        .returning(HandedIn.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("returns.refused.moved", number=row.number)
    session.refresh(row)
