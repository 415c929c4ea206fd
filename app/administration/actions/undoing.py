"""A new name or a move within an organisation that was a mistake is taken back the same day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.actions.structure import plan
from app.history import Actor
from app.identity.models import Unit, UnitChange, UnitSpan
from app.refusal import Refused
from app.words import say
from catalogue.structure import Change, ChangeKind


def can_undo(session: Session, row: UnitChange, today: dt.date) -> bool:
    """Whether a change can be taken back: made and begun today, the unit's only one today, in one organisation."""
    return _before(session, row, today) is not None


def undo(session: Session, row: UnitChange, *, actor: Actor, at: dt.datetime, today: dt.date) -> None:
    """Put the unit back where it was and called what it was called; raises Refused when that can no longer be."""
    before = _before(session, row, today)
    if before is None:
        raise Refused("administration.structure.no_undo")
    kind = ChangeKind(row.kind)
    back = Change(
        id=0,
        unit=row.unit_id,
        kind=kind,
        on=today,
        name=before.name if kind is ChangeKind.RENAME else "",
        organisation=before.organisation_id if kind is ChangeKind.MOVE else None,
        parent=before.parent_id if kind is ChangeKind.MOVE else None,
    )
    plan(session, back, note=say("administration.unit.undo_note"), actor=actor, at=at, today=today)


def _before(session: Session, row: UnitChange, today: dt.date) -> UnitSpan | None:
    """What the unit was until the change, where there is a way back."""
    if row.state != "applied" or row.kind not in (ChangeKind.RENAME, ChangeKind.MOVE) or row.effective_on != today:
        return None
    others = sa.select(UnitChange.id).where(
        UnitChange.unit_id == row.unit_id, UnitChange.effective_on == today, UnitChange.id != row.id,
        UnitChange.state == "applied",
    )  # fmt: skip
    question = (
        sa.select(UnitSpan)
        .join(Unit, Unit.id == UnitSpan.unit_id)
        .where(UnitSpan.unit_id == row.unit_id, UnitSpan.valid_to == today, ~others.exists())
        .where(Unit.organisation_id == UnitSpan.organisation_id, Unit.closed_on.is_(None))
    )
    return session.scalar(question)
