"""Keeping somebody or something from being cleared, and letting it go again; how long each class is kept."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.openness.models import RetentionHold, RetentionRule
from app.openness.queries.rules import rules
from app.refusal import Missing, Refused


def hold(session: Session, what: tuple[str, int, str], reason: str, *, actor: Actor, at: dt.datetime) -> None:
    """Put a person or an order (kind, id and what it is called) on hold; raises Refused when it is already."""
    subject, subject_id, label = what
    same = RetentionHold.subject == subject, RetentionHold.subject_id == subject_id, RetentionHold.lifted_at.is_(None)
    if session.scalar(sa.select(RetentionHold.id).where(*same)):
        raise Refused("openness.hold.already", label=label)
    session.add(
        RetentionHold(
            subject=subject, subject_id=subject_id, label=label, reason=reason, set_by=actor.id,
            set_by_name=actor.name, set_at=at,
        )
    )  # fmt: skip
    history.record(session, actor, at, [Event(subject, subject_id, "retention.held", {"reason": reason})])


def lift(session: Session, hold_id: int, *, actor: Actor, at: dt.datetime) -> str:
    """Let go of what was on hold; gives what it is called. Raises Missing when it is on hold no longer."""
    open_ones = sa.update(RetentionHold).where(RetentionHold.id == hold_id, RetentionHold.lifted_at.is_(None))
    lifted = {"lifted_at": at, "lifted_by": actor.id, "lifted_by_name": actor.name}
    found = session.execute(
        open_ones.values(lifted).returning(RetentionHold.subject, RetentionHold.subject_id, RetentionHold.label)
    ).one_or_none()
    if found is None:
        raise Missing
    history.record(session, actor, at, [Event(found.subject, found.subject_id, "retention.let_go")])
    return str(found.label)


def decide_time(
    session: Session, key: str, amount: int, decision: str, *, actor: Actor, at: dt.datetime
) -> None:  # fmt: skip
    """Keep a class for another time, under a decision; raises Refused for less than the law or the shop allows."""
    before = rules(session).get(key)
    if before is None or actor.id is None:
        raise Missing
    if amount < before.least:
        raise Refused("openness.rule.least", least=before.least, unit=before.unit)
    values = {"amount": amount, "decision": decision, "changed_at": at, "changed_by": actor.id}
    row = session.scalar(sa.select(RetentionRule).where(RetentionRule.key == key))
    if row is None:
        session.add(RetentionRule(key=key, **values))
    else:
        row.amount, row.decision, row.changed_at, row.changed_by = amount, decision, at, actor.id
    told = {"class": key, "old": before.amount, "new": amount, "unit": before.unit, "decision": decision}
    history.record(session, actor, at, [Event("retention", 0, "retention.decided", told)])
