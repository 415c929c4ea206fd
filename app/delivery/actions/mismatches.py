"""What does not agree is written down until a person has dealt with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.delivery.models import Mismatch
from app.history import Actor
from app.refusal import Missing, Refused


def note_mismatch(
    session: Session, kind: str, *, supplier_id: int, facts: dict[str, Any], at: dt.datetime,
    line_id: int | None = None, shipment_id: int | None = None, document_id: int | None = None,
    partner_order_id: int | None = None,
) -> Mismatch:  # fmt: skip
    """Write down something that does not agree."""
    row = Mismatch(
        kind=kind, supplier_id=supplier_id, facts=facts, noted_at=at, line_id=line_id, shipment_id=shipment_id,
        document_id=document_id, partner_order_id=partner_order_id,
    )  # fmt: skip
    session.add(row)
    return row


def settle_mismatch(session: Session, mismatch_id: int, text: str, *, actor: Actor, at: dt.datetime) -> bool:
    """Note that something has been dealt with, and how; False when somebody had already.

    Raises Missing for none, Refused without a word about how.
    """
    row = session.scalar(locked(sa.select(Mismatch).where(Mismatch.id == mismatch_id)))
    if row is None:
        raise Missing
    if row.settled_at is not None:
        return False
    if not text:
        raise Refused("parcels.refused.how")
    row.settled_at, row.settled_by, row.settled_text = at, actor.id, text
    return True


def settle_about(
    session: Session, *, actor: Actor, at: dt.datetime, text: str, kinds: tuple[str, ...], line_id: int | None = None,
    partner_order_id: int | None = None, document_id: int | None = None,
) -> None:  # fmt: skip
    """Settle what has taken care of itself."""
    about = {"line_id": line_id, "partner_order_id": partner_order_id, "document_id": document_id}
    question = sa.update(Mismatch).where(Mismatch.settled_at.is_(None), Mismatch.kind.in_(kinds))
    for column, value in about.items():
        if value is not None:
            question = question.where(getattr(Mismatch, column) == value)
    session.execute(question.values(settled_at=at, settled_by=actor.id, settled_text=text))
