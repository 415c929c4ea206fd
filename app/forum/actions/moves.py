"""The moves of a proposal: one function changes its state, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.forum.models import MOVES, Proposal, ProposalState
from app.history import Actor, Event
from app.refusal import Changed


def move(
    session: Session, proposal: Proposal, to: ProposalState, *, actor: Actor, at: dt.datetime,
    values: Mapping[str, Any] | None = None, data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Move a proposal; raises Changed when the table does not know the move or another hand was first."""
    before = ProposalState(proposal.state)
    if to not in MOVES[before]:
        raise Changed("forum.refused.passed", number=proposal.number)
    session.flush()
    moved = (
        sa.update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == before, Proposal.version == proposal.version)
        .values(state=to, version=Proposal.version + 1, **(values or {}))
    )
    if session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("forum.refused.passed", number=proposal.number)
    session.refresh(proposal)
    told = {"number": proposal.number, "title": proposal.title, "from": before.value, **(data or {})}
    history.record(session, actor, at, [Event("proposal", proposal.id, f"proposal.{to.value}", told)])
