"""What waits for somebody among devices, for the start page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.devices.models import Holding, Question
from app.devices.queries.questions import answers_for
from app.identity.queries import Visitor


def waiting(me: Visitor) -> list[sa.Select[*tuple[Any, ...]]]:
    """How many devices I am asked to confirm: a row of what, how many, and nothing to point at."""
    asked = sa.select(sa.literal("confirm"), sa.func.count(Question.id), sa.null())
    return [
        asked.join_from(Question, Holding, Holding.id == Question.holding_id).where(
            answers_for(me), Question.answered_at.is_(None)
        )
    ]
