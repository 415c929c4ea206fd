"""A clearing from asked for to finished: a piece at a time, each in a unit of work of its own.

What is due is asked anew for every piece, so a clearing that was cut off goes on where it was, and one that is run
again finds nothing more to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.openness.actions.clearing import CLEAR, Clearance
from app.openness.models import RetentionDone, RetentionRun
from app.openness.queries.due import DUE, plan
from app.openness.queries.rules import rules
from app.refusal import Refused
from app.words import say

PIECE = 200


def ask(session: Session, *, actor: Actor, at: dt.datetime) -> RetentionRun:
    """Ask for a clearing; raises Refused while another one goes on, or when there is nothing to do."""
    if unfinished(session) is not None:
        raise Refused("openness.run.already")
    if not any(each.count for each in plan(session, at)):
        raise Refused("openness.run.nothing")
    run = RetentionRun(asked_at=at, asked_by=actor.id, asked_by_name=actor.name)
    session.add(run)
    session.flush()
    history.record(session, actor, at, [Event("retention", run.id, "retention.asked")])
    return run


def unfinished(session: Session) -> int | None:
    """The clearing that has begun, or waits to begin."""
    waiting = sa.select(RetentionRun.id).where(RetentionRun.finished_at.is_(None))
    return session.scalar(waiting.order_by(RetentionRun.id))


def carry_on(session: Session, run_id: int, *, at: dt.datetime) -> tuple[bool, Sequence[str]]:
    """Clear the next piece; whether more may remain, and the keys of files to remove once this is committed."""
    run = session.scalars(sa.select(RetentionRun).where(RetentionRun.id == run_id).with_for_update()).one()
    if run.finished_at is not None:
        return False, ()
    actor = Actor(run.asked_by, run.asked_by_name)
    for key, rule in rules(session).items():
        before = rule.cutoff(run.asked_at)
        ids = session.scalars(DUE[key](before, True).order_by(sa.literal_column("1")).limit(PIECE)).all()
        if ids:
            why = Clearance(actor, at, before, rule.decision)
            CLEAR[key](session, ids, why)
            _count(session, run_id, key, len(ids), why)
            return True, why.files
    _finish(session, run, actor, at)
    return False, ()


def _count(session: Session, run_id: int, key: str, count: int, why: Clearance) -> None:  # noqa: PLR0917  # one row's facts
    done = session.scalar(sa.select(RetentionDone).where(RetentionDone.run_id == run_id, RetentionDone.key == key))
    if done is None:
        done = RetentionDone(run_id=run_id, key=key, count=0, before=why.before, decision=why.decision, at=why.at)
        session.add(done)
    done.count, done.at = done.count + count, why.at


def _finish(session: Session, run: RetentionRun, actor: Actor, at: dt.datetime) -> None:
    run.finished_at = at
    events = [
        Event("retention", run.id, "retention.cleared", {
            "class": say(f"openness.clearing.{done.key}.title"), "count": done.count, "decision": done.decision,
            "before": done.before.isoformat(),
        })
        for done in session.scalars(
            sa.select(RetentionDone).where(RetentionDone.run_id == run.id).order_by(RetentionDone.id)
        )
    ]  # fmt: skip
    history.record(session, actor, at, events)
