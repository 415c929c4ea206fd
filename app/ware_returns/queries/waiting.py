"""What waits for somebody among ware returns, for the start page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.identity.queries import Visitor
from app.ware_returns.models import WareReturn
from catalogue.ware_returns import ReturnState


def waiting(me: Visitor) -> list[sa.Select[*tuple[Any, ...]]]:
    """What I have asked to send back and not sent: a row of what, how many, and a return."""
    to_send = sa.select(sa.literal("send"), sa.func.count(WareReturn.id), sa.func.max(WareReturn.number))
    unsent = WareReturn.state.in_((ReturnState.REQUESTED, ReturnState.OVERDUE))
    return [to_send.where(WareReturn.requested_by == me.id, unsent)]
