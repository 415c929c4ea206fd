"""What was bought with an approval comes into the register, as an exception."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.devices.actions import Numbers
from app.exceptions import actions as exceptions
from app.exceptions.models import ExceptionRequest
from app.findings.actions.entering import Thing, enter_outside
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.outside import ExceptionState


def register(
    session: Session, me: Visitor, request: ExceptionRequest, units: Sequence[Numbers], *, at: dt.datetime
) -> list[str]:
    """Put the things of a bought exception in the register; gives their tags.

    Raises Changed when they stand there already, Refused for another number of things than were bought.
    """
    held = exceptions.hold(session, request.id)
    if held.state != ExceptionState.PURCHASED:
        raise Changed("exceptions.refused.moved", number=held.number)
    if len(units) != held.quantity:
        raise Refused("exceptions.refused.count", count=held.quantity)
    made = enter_outside(session, me, _thing(held, at), units, at=at)
    tags = [device.tag for device in made]
    exceptions.registered(session, held, [device.id for device in made], tags, actor=me.actor, at=at)
    return tags


def _thing(request: ExceptionRequest, at: dt.datetime) -> Thing:
    return Thing(
        device_class=request.device_class, model=request.what, unit_id=request.unit_id,
        holder_id=request.recipient_id or request.requester_id, holder_name=request.recipient_name,
        price=request.purchase_price or request.unit_price, on=request.purchased_on or today_of(at),
        number=request.number,
    )  # fmt: skip
