"""Where the municipalities stand on a point of the agenda."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.models import Position
from catalogue.forum import Stance


def stances(session: Session, item_id: int) -> dict[str, Stance]:
    """Each municipality's stance on a point, by organisation id as text."""
    question = sa.select(Position.organisation_id, Position.stance).where(Position.item_id == item_id)
    return {str(row.organisation_id): Stance(row.stance) for row in session.execute(question)}
