"""Putting a cheaper thing before the orderer; the line waits for their answer, the others do not."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.approvals.actions import calling
from app.approvals.actions.holding import hold
from app.approvals.queries.cheaper import cheaper, saves
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import Suggestion
from app.refusal import Changed, Missing, Refused


def suggest(
    session: Session, me: Visitor, request_id: int, *, line_id: int, item_id: int, text: str, at: dt.datetime
) -> str:
    """Put a cheaper item forward instead of a line's; gives its name.

    Raises Missing for anybody but the decider and for a line that does not wait, Changed when it was decided, Refused
    for an item that is not cheaper and of the same kind.
    """
    held = hold(session, me, request_id, at=at)
    order = held.order
    if held.request.state != "open" or order is None:
        raise Changed("approvals.refused.changed")
    line = next((line for line in held.waiting(session) if line.id == line_id), None)
    if line is None:
        raise Missing
    item = next((item for item in cheaper(session, line) if item.id == item_id), None)
    if item is None:
        raise Refused("approvals.refused.not_cheaper")
    row = Suggestion(
        order_id=order.id, line_id=line.id, item_id=item.id, item_name=item.name, unit_price=item.price,
        saves=saves(line, item), text=text, made_by=me.id, made_by_name=held.who, made_at=at, state="open",
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = Event("order", order.id, "suggestion.made", {"who": held.who, "item": item.name, "name": line.name})
    orders.note(session, order.id, [told], actor=me.actor, at=at)
    calling.suggested(session, row, order, line, at=at)
    return item.name
