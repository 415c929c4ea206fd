"""Devices follow their unit when it is merged into another."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import history
from app.devices.models import Device
from app.history import Actor, Event
from app.identity.models import Unit
from app.words import say

MOST = 200


def left_behind(session: Session) -> bool:
    """Whether any device stands on a unit that was merged."""
    question = sa.select(Device.id).join(Unit, Unit.id == Device.unit_id).where(Unit.successor_id.is_not(None))
    return session.scalar(question.limit(1)) is not None


def follow_mergers(session: Session, *, at: dt.datetime) -> int:
    """Move devices of merged units to their successors, some hundred at a time; gives how many.

    Who paid for a device stays as it was.
    """
    heir = aliased(Unit)
    question = (
        sa.select(Device, Unit.name, heir.id, heir.name)
        .join(Unit, Unit.id == Device.unit_id)
        .join(heir, heir.id == Unit.successor_id)
        .order_by(Device.id)
        .limit(MOST)
    )
    events = []
    for device, before, heir_id, name in session.execute(question).all():
        device.unit_id = heir_id
        events.append(Event("device", device.id, "device.followed", {"before": before, "unit": name}))
    history.record(session, Actor(None, say("administration.shop")), at, events)
    return len(events)
