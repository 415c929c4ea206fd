"""What the catalogue editor does: drafts made and changed, and nothing of a colleague's work overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.actions.changing import apply_due, correct, lock, write
from app.assortment.actions.guarding import refuse_model
from app.assortment.models import Item
from app.assortment.queries import edition
from app.assortment.queries.history import last_change
from app.history import Actor
from app.refusal import Changed, Refused

RESERVED = frozenset({"ny", "versioner", "datum", "priser", "byte", "moms"})


def save(
    session: Session, item: Item, values: Mapping[str, Any], *, seen: int, actor: Actor, at: dt.datetime, reason: str
) -> bool:
    """Save what an editor typed over what they saw; returns whether anything differed.

    `seen` is the id of the item's last change when the form was opened. Raises Changed when there is a later one.
    """
    lock(session)
    session.refresh(item)
    if last_change(session, item.id) != seen:
        raise Changed("assortment.refused.changed_meanwhile")
    _refuse_taken(session, values, item.id)
    return correct(session, item, values, reason=reason, actor=actor, at=at)


def new_draft(session: Session, values: Mapping[str, Any], *, actor: Actor, at: dt.datetime) -> Item:
    """Make a draft, which nobody sees in the shop; raises Refused for a taken address, or a model that may not be."""
    lock(session)
    refuse_model(values)
    _refuse_taken(session, values, None)
    item = Item(**values, state="draft", governed=edition().is_governed(values["kind"]))
    session.add(item)
    session.flush()
    write(session, item, "facts", actor=actor, at=at)
    apply_due(session, at=at)
    return item


def _refuse_taken(session: Session, values: Mapping[str, Any], own: int | None) -> None:
    for name in ("slug", "article"):
        if name not in values:
            continue
        column = getattr(Item, name)
        others = sa.select(Item.id).where(column == values[name], Item.id != (own or 0))
        if values[name] in RESERVED or session.scalar(others.limit(1)) is not None:
            raise Refused(f"editing.refused.{name}", value=values[name])
