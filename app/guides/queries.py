"""Questions about the plan for programs and systems."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.guides.models import RoadmapItem
from app.identity.queries import Visitor
from app.refusal import Missing
from catalogue.rights import may

MOST = 200


def plan(session: Session, me: Visitor) -> list[RoadmapItem]:
    """What is planned, the nearest first; drafts too for those who keep the plan."""
    question = sa.select(RoadmapItem).order_by(RoadmapItem.due_on, RoadmapItem.id).limit(MOST)
    if not may("roadmap.keep", me.roles):
        question = question.where(RoadmapItem.state != "draft")
    return list(session.scalars(question))


def to_move(session: Session, item_id: int) -> RoadmapItem:
    """A row of the plan, held until commit; raises Missing."""
    found: RoadmapItem | None = session.scalar(locked(sa.select(RoadmapItem).where(RoadmapItem.id == item_id)))
    if found is None:
        raise Missing
    return found
