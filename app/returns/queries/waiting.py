"""What waits for somebody among hand-ins, for the start page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.identity.queries import Visitor
from app.returns.models import HandedIn
from catalogue.returns import ReturnState


def waiting(me: Visitor) -> list[sa.Select[*tuple[Any, ...]]]:
    """What I hold and have said that I hand in, and not left: a row of what, how many, and a hand-in."""
    to_leave = sa.select(sa.literal("leave"), sa.func.count(HandedIn.id), sa.func.max(HandedIn.number))
    promised = HandedIn.state.in_((ReturnState.REQUESTED, ReturnState.OVERDUE))
    return [to_leave.where(HandedIn.holder_id == me.id, promised)]
