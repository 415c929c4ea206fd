"""The end of a line: the recipient confirms, or nobody says anything for long enough."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import outbox
from app.delivery.actions.holding import Of, hold_with
from app.delivery.actions.work import arrive, letter, registers
from app.delivery.queries.due import REMINDER, delivered_before, patience, unreminded
from app.delivery.queries.places import addressee
from app.devices import actions as devices
from app.history import Actor
from app.orders.actions import Move, move, move_all
from app.orders.models import LineState
from app.refusal import Refused
from app.words import day_long, say


def confirm(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> bool:
    """Close a line that has reached its recipient; False when it was closed already.

    Goods that the supplier sends straight to the unit need no word from IT or the partner before. Raises Refused for
    a line that has not come yet, Changed when another hand was first.
    """
    line, order = of
    if line.state == LineState.CLOSED:
        return False
    if line.state == LineState.SOURCED and not registers(line):
        arrive(session, of, actor=actor, at=at, event="delivery.delivered")
    elif line.state != LineState.DELIVERED:
        raise Refused("delivery.refused.not_here", name=line.name)
    if actor.id == order.recipient_id:
        devices.confirmed_with_order(session, line.id, actor.id, at=at)
    move(session, line, LineState.CLOSED, actor=actor, at=at, event="delivery.confirmed")
    return True


def close_unconfirmed(session: Session, *, now: dt.datetime) -> int:
    """Close what was delivered so long ago that silence means yes; returns how many lines."""
    lines = delivered_before(session, now - patience())
    hold_with(session, lines)
    told = {"days": patience().days}
    steps = [Move(line, LineState.CLOSED, "delivery.closed_by_time", told) for line, _ in lines]
    if steps:
        move_all(session, steps, actor=Actor(None, say("delivery.shop")), at=now)
    return len(steps)


def remind_unconfirmed(session: Session, *, now: dt.datetime) -> int:
    """Write once, halfway, to those who have not said that their delivery came; returns how many letters."""
    lines = unreminded(session, now - patience() / 2)
    for line, order in lines:
        delivered_at = line.delivered_at or now
        to = addressee(session, order)
        days = {"delivered": day_long(delivered_at), "closes": day_long(delivered_at + patience())}
        params = letter(line, order, to.name) | days
        outbox.mail(session, f"{REMINDER}{line.id}", to.email, "receipt_reminder", params, at=now)
    return len(lines)
