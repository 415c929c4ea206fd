"""When a model goes out of sale between meetings: IT swaps it, and the forum ratifies the swap or it reverts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.actions.changing import SYSTEM, apply_due, lock, write
from app.assortment.actions.guarding import refuse_unfit
from app.assortment.models import EmergencySwap, Item, RangeDecision
from app.history import Actor, Event
from app.refusal import Refused
from app.words.formats import today_of


@dataclass(frozen=True, slots=True)
class Swap:
    """Two items, why the one must replace the other, and the day by which the forum must have said yes."""

    old: Item
    new: Item
    reason: str
    ratify_by: dt.date


def swap(session: Session, wish: Swap, *, actor: Actor, at: dt.datetime) -> EmergencySwap:
    """Take a model out of sale and sell its successor at once. Raises Refused.

    The new one must be of the same kind, a draft or withdrawn; the old one in the range by a decision.
    """
    lock(session)
    old, new = wish.old, wish.new
    if old.kind != new.kind or old.segment != new.segment:
        raise Refused("assortment.refused.other_kind")
    if old.state != "published" or old.swap_id is not None or new.state == "published":
        raise Refused("assortment.refused.not_to_swap")
    refuse_unfit(session, new, {}, today_of(at))
    row = EmergencySwap(
        old_id=old.id, new_id=new.id, reason=wish.reason, made_by=actor.id, made_at=at, ratify_by=wish.ratify_by
    )
    session.add(row)
    session.flush()
    for item, state, content in ((old, "withdrawn", {"successor_id": new.id}), (new, "published", {})):
        write(
            session, item, "emergency", state=state, content=content, swap_id=row.id, reason=wish.reason,
            actor=actor, at=at,
        )  # fmt: skip
    apply_due(session, at=at)
    return row


def ratify(session: Session, row: EmergencySwap, decision: RangeDecision, *, actor: Actor, at: dt.datetime) -> None:
    """The forum's yes: both items stand on its decision from now on. Raises Refused when the swap has ended."""
    _end(session, row, "ratified", at, decision_id=decision.id)
    for item_id, state in ((row.old_id, "withdrawn"), (row.new_id, "published")):
        item = session.get_one(Item, item_id)
        write(
            session, item, "decision", state=state, on=decision.effective_on, decision_id=decision.id,
            swap_id=row.id, reason=decision.title, actor=actor, at=at,
        )  # fmt: skip
    history.record(session, actor, at, [Event("item", row.new_id, "item.swap_ratified", {"number": decision.number})])
    apply_due(session, at=at)


def revert(session: Session, row: EmergencySwap, *, actor: Actor, at: dt.datetime) -> None:
    """The forum's no, or its silence: the old item stands again as before, the new one leaves. Raises Refused."""
    old, new = session.get_one(Item, row.old_id), session.get_one(Item, row.new_id)
    _end(session, row, "reverted", at)
    for item, state, content in ((old, "published", {"successor_id": None}), (new, "withdrawn", {})):
        write(
            session, item, "reverted", state=state, content=content, swap_id=row.id, reason=row.reason,
            actor=actor, at=at,
        )  # fmt: skip
    apply_due(session, at=at)
    old.swap_id = None


def revert_due(session: Session, *, at: dt.datetime) -> int:
    """Revert every swap whose day has passed without a yes; returns how many."""
    question = sa.select(EmergencySwap).where(EmergencySwap.state == "open", EmergencySwap.ratify_by < today_of(at))
    late = session.scalars(question.order_by(EmergencySwap.id)).all()
    for row in late:
        revert(session, row, actor=SYSTEM, at=at)
    return len(late)


def let_hold(session: Session, swaps: Sequence[int], day: dt.date) -> None:
    """Let open swaps hold to another day, since the meeting that is to say yes or no has got another one."""
    still = sa.update(EmergencySwap).where(EmergencySwap.id.in_(swaps), EmergencySwap.state == "open")
    session.execute(still.values(ratify_by=day))


def _end(session: Session, row: EmergencySwap, state: str, at: dt.datetime, *, decision_id: int | None = None) -> None:
    ended = (
        sa.update(EmergencySwap)
        .where(EmergencySwap.id == row.id, EmergencySwap.state == "open")
        .values(state=state, ended_at=at, decision_id=decision_id)
    )
    if session.execute(ended).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Refused("assortment.refused.swap_ended")
    session.refresh(row)
