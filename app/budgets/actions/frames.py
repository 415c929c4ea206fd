"""Setting and changing frames: each version with what it was, what it became, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets.actions.booking import hold
from app.budgets.models import Frame, FrameChange
from app.budgets.queries.frames import Whose
from app.history import Actor, Event
from app.refusal import Changed, Refused
from app.words import kr, say
from catalogue.budgets import FrameKind, Stop


def set_up(
    session: Session, whose: Whose, *, year: int, amount: int, stop: Stop, reason: str, actor: Actor, at: dt.datetime
) -> Frame:
    """A new frame; the shared one always stops hard (R-137). Raises Refused when there is one already."""
    history.hold(session)
    mine = sa.select(Frame.id).where(Frame.year == year, Frame.kind == whose.kind.value)
    if whose.kind is not FrameKind.SHARED:
        column = Frame.unit_id if whose.kind is FrameKind.UNIT else Frame.organisation_id
        mine = mine.where(column == (whose.unit_id or whose.organisation_id))
    if session.scalar(mine) is not None:
        raise Refused("budgets.refused.twice", name=whose.name, year=year)
    stop = Stop.HARD if whose.kind is FrameKind.SHARED else stop
    row = Frame(
        year=year, kind=whose.kind.value, organisation_id=whose.organisation_id, unit_id=whose.unit_id, amount=amount,
        stop=stop.value, overdraft=0, version=1, reserved=0, ordered=0, delivered=0, invoiced=0, credited=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, {"old_amount": None, "old_stop": ""}, reason=reason, actor=actor, at=at)
    told = {"name": whose.name, "year": year, "amount": kr(amount), "reason": reason}
    history.record(session, actor, at, [Event("frame", row.id, "frame.set_up", told)])
    return row


def change(
    session: Session, frame_id: int, *, amount: int, stop: Stop, reason: str, version: int, actor: Actor,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Change a frame. Raises Changed when somebody else did meanwhile, Refused for less than a hard stop has taken."""
    row = hold(session, [frame_id])[frame_id]
    if row.version != version:
        raise Changed("budgets.refused.changed")
    stop = Stop.HARD if row.kind == FrameKind.SHARED else stop
    if stop is Stop.HARD and amount + row.overdraft < row.sums.taken:
        raise Refused("budgets.refused.below", taken=kr(row.sums.taken))
    old = {"old_amount": row.amount, "old_stop": row.stop}
    told = {"old": kr(row.amount), "new": kr(amount), "stop": say(f"budgets.stop.{stop}"), "reason": reason}
    row.amount, row.stop, row.version = amount, stop.value, version + 1
    session.flush()
    _note(session, row, old, reason=reason, actor=actor, at=at)
    history.record(session, actor, at, [Event("frame", row.id, "frame.changed", told)])


def _note(
    session: Session, row: Frame, old: Mapping[str, object], *, reason: str, actor: Actor, at: dt.datetime
) -> None:
    session.add(
        FrameChange(
            frame_id=row.id, version=row.version, new_amount=row.amount, new_stop=row.stop, overdraft=row.overdraft,
            reason=reason, changed_at=at, changed_by=actor.id, changed_by_name=actor.name[:120], **old,
        )
    )  # fmt: skip
    session.flush()
