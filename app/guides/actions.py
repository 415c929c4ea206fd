"""Keeping the plan: adding to it, publishing, and saying that something is done or will not be."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.guides.models import RoadmapItem
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Refused

MOVES = {"draft": {"planned", "dropped"}, "planned": {"done", "dropped"}, "done": set(), "dropped": set()}


def add(session: Session, me: Visitor, item: RoadmapItem, *, at: dt.datetime) -> None:
    """Add something to the plan as a draft."""
    item.state, item.kept_by, item.kept_at = "draft", me.id, at
    session.add(item)
    session.flush()
    _tell(session, me, item, "added", at=at)


def move(session: Session, me: Visitor, item: RoadmapItem, to: str, *, at: dt.datetime) -> None:
    """Publish it, or say that it is done or dropped; raises Refused for another move."""
    if to not in MOVES[item.state]:
        raise Refused("guides.refused.moved")
    if to == "dropped" and item.state == "draft":
        _tell(session, me, item, "removed", at=at)
        session.delete(item)
        return
    item.state, item.kept_by, item.kept_at = to, me.id, at
    item.published_at = item.published_at or at
    _tell(session, me, item, to, at=at)


def _tell(session: Session, me: Visitor, item: RoadmapItem, what: str, *, at: dt.datetime) -> None:
    event = Event("roadmap_item", item.id, f"roadmap.{what}", {"program": item.program, "text": item.text})
    history.record(session, me.actor, at, [event])
