"""Emergency swaps that wait for the forum, and what may be swapped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import EmergencySwap, Item
from app.assortment.queries.ruling import edition


@dataclass(frozen=True, slots=True)
class OpenSwap:
    """A swap that reverts after its day unless the forum ratifies it."""

    old: str
    new: str
    new_slug: str
    reason: str
    ratify_by: dt.date


def open_swaps(session: Session) -> list[OpenSwap]:
    """The swaps that wait, soonest first."""
    old, new = aliased(Item), aliased(Item)
    question = (
        sa.select(old.name, new.name, new.slug, EmergencySwap.reason, EmergencySwap.ratify_by)
        .join(old, old.id == EmergencySwap.old_id)
        .join(new, new.id == EmergencySwap.new_id)
        .where(EmergencySwap.state == "open")
        .order_by(EmergencySwap.ratify_by, EmergencySwap.id)
    )
    return [OpenSwap(*row) for row in session.execute(question)]


def swappable(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What may go, and what may come instead, as (slug, name with kind)."""
    kinds = edition().kinds
    sold: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    question = sa.select(Item.slug, Item.name, Item.kind, Item.state).where(Item.governed).order_by(Item.name, Item.id)
    for slug, name, kind, state in session.execute(question.limit(3000)):
        pair = (slug, f"{name} ({kinds[kind].name if kind in kinds else kind})")
        (sold if state == "published" else others).append(pair)
    return sold, others
