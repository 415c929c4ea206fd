"""What the dialogforum decided, as the range knows it. Who may record it is the forum's own rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.actions.changing import apply_due, lock, write
from app.assortment.actions.guarding import refuse_unfit
from app.assortment.models import BODIES, Item, RangeDecision
from app.history import Actor, Event
from app.words.formats import today_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision to record; it takes effect on `effective_on` (Swedish dates)."""

    title: str
    decided_on: dt.date
    effective_on: dt.date
    body: str = BODIES[0]
    reason: str = ""
    meeting: str = ""
    proposal: str = ""


def record_decision(session: Session, decided: Decided, *, actor: Actor, at: dt.datetime) -> RangeDecision:
    """Write a decision down under the next number of its year, for example B2026-014, and tell of it."""
    row = write_decision(session, decided, recorded_by=actor.id, at=at)
    told = {"number": row.number, "title": row.title, "effective_on": row.effective_on.isoformat()}
    history.record(session, actor, at, [Event("decision", row.id, "range.decided", told)])
    return row


def write_decision(session: Session, decided: Decided, *, recorded_by: int | None, at: dt.datetime) -> RangeDecision:
    """The row of a decision alone, as the first assortment needs it: it was decided before the shop was there."""
    lock(session)
    year = decided.decided_on.year
    taken = sa.select(sa.func.count()).where(RangeDecision.number.startswith(f"B{year}-"))
    row = RangeDecision(
        number=f"B{year}-{(session.scalar(taken) or 0) + 1:03d}", body=decided.body, decided_on=decided.decided_on,
        effective_on=decided.effective_on, title=decided.title, reason=decided.reason, meeting=decided.meeting,
        proposal=decided.proposal, recorded_by=recorded_by, recorded_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def decide(
    session: Session, decision: RangeDecision, item: Item, state: str, *,
    content: Mapping[str, Any] | None = None, actor: Actor, at: dt.datetime,
) -> None:  # fmt: skip
    """Let a decision put an item in the range or take it out, from the decision's day or from today.

    Raises Refused for a model that the agreement does not allow (R-008, R-040, R-202).
    """
    day = max(decision.effective_on, today_of(at))
    if state == "published":
        refuse_unfit(session, item, content or {}, day)
    write(
        session, item, "decision", state=state, content=content, on=day,
        decision_id=decision.id, reason=decision.title, actor=actor, at=at,
    )  # fmt: skip
    apply_due(session, at=at)
