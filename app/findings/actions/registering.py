"""What was bought with an approval comes into the register, as an exception."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import history
from app.devices.actions import Numbers
from app.devices.actions.outside import EXCEPTION, Outside, register_outside
from app.exceptions import actions as exceptions
from app.exceptions.models import ExceptionRequest
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
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
    made = [register_outside(session, _thing(held, each), at=at) for each in units]
    history.record(session, me.actor, at, [event for _device, event in made])
    ids, tags = [device.id for device, _event in made], [device.tag for device, _event in made]
    exceptions.registered(session, held, ids, tags, actor=me.actor, at=at)
    return tags


def _thing(request: ExceptionRequest, numbers: Numbers) -> Outside:
    return Outside(
        origin=EXCEPTION, device_class=request.device_class, model=request.what, numbers=numbers,
        unit_id=request.unit_id, holder_id=request.recipient_id or request.requester_id,
        holder_name=request.recipient_name, price=request.purchase_price or request.unit_price,
        bought_on=request.purchased_on, source=request.number,
    )  # fmt: skip
