"""What the partner says of its orders: the day, that it is on its way, that it has been delivered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.actions.holding import Of, hold_with
from app.delivery.actions.promising import promise
from app.delivery.actions.work import deliver, registers
from app.delivery.models import PartnerOrder
from app.delivery.queries.partner import lines_on_the_way
from app.history import Actor, Event
from app.orders.actions import refresh
from app.orders.models import LineState
from app.refusal import Changed, Refused
from app.words import day_long

# Which states a partner order may be in for each word of the partner; a word said twice is harmless.
MAY = {"confirmed": ("created", "sent", "confirmed"), "shipped": ("created", "sent", "confirmed", "shipped")}
LONGEST = dt.timedelta(days=365)


def confirm_day(
    session: Session, found: PartnerOrder, day: dt.date, *, today: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Promise a delivery day for all that has not come; the orders' pages say it at once.

    Raises Refused for a day that has passed or lies more than a year ahead, Changed when the order has left already.
    """
    if not today <= day <= today + LONGEST:
        raise Refused("delivery.refused.day")
    lines = _held(session, found)
    told = {"day": day_long(day)}
    events = [_said(session, found, "confirmed", told)]
    for line, order in lines:
        promise(session, line, [(line.quantity - line.received_quantity, day)])
        events.append(Event("order", order.id, "delivery.day_set", {"name": line.name, **told}))
    history.record(session, actor, at, events)
    refresh(session, {order.id for _, order in lines}, at=at)


def mark_shipped(session: Session, found: PartnerOrder, *, actor: Actor, at: dt.datetime) -> None:
    """Note that everything of a partner order has left the partner; raises Changed when it has arrived already."""
    lines = _held(session, found)
    if found.state == "shipped":
        return
    events = [_said(session, found, "shipped", {})]
    for line, order in lines:
        data = {"name": line.name, "partner_order": found.number}
        events.append(Event("order", order.id, "delivery.shipped", data))
    history.record(session, actor, at, events)


def mark_delivered(session: Session, found: PartnerOrder, *, actor: Actor, at: dt.datetime) -> int:
    """Note that what goes straight to the units has been delivered; what IT installs waits for IT's receipt.

    Returns how many lines were delivered.
    """
    lines = [of for of in _held(session, found) if not registers(of[0]) and of[0].state == LineState.SOURCED]
    for of in lines:
        deliver(session, of, actor=actor, at=at)
    return len(lines)


def _held(session: Session, found: PartnerOrder) -> list[Of]:
    """What of the partner order is on the way, held until commit; the partner order is read anew under the hold."""
    lines = lines_on_the_way(session, found.id)
    hold_with(session, lines)
    session.refresh(found)
    return lines


def _said(session: Session, found: PartnerOrder, state: str, told: dict[str, str]) -> Event:
    """Set the state if it stands where it may be set from; raises Changed otherwise."""
    moved = session.scalar(
        sa.update(PartnerOrder)
        .where(PartnerOrder.id == found.id, PartnerOrder.state.in_(MAY[state]))
        .values(state=state)
        .returning(PartnerOrder.id)
    )
    if moved is None:
        raise Changed("delivery.refused.already_here", number=found.number)
    return Event("partner_order", found.id, f"partner_order.{state}", {"number": found.number, **told})
