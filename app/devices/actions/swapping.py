"""The old leg of a swap: scanned in by IT, or a reason that somebody gives and IT approves."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.devices.actions.moving import moves
from app.devices.actions.numbers import serial_number
from app.devices.actions.renewing import excused
from app.devices.models import Device, DeviceState, ReturnDebt
from app.history import Actor, Event
from app.refusal import Forbidden, Refused
from app.words import say

BACK = DeviceState.RETURNED


def scan_in(session: Session, serial: str, reach: sa.ColumnElement[bool], *, actor: Actor, at: dt.datetime) -> Device:
    """Take in an old device by its serial number or tag; what was owed for it is settled.

    Raises Refused for a number nobody knows, and for a device that cannot be handed in as it stands.
    """
    number = serial_number(serial)
    found = sa.select(Device).where(sa.or_(Device.serial == number, Device.tag == number), reach).with_for_update()
    device = session.scalar(found)
    if device is None:
        raise Refused("renewing.refused.unknown", number=number)
    if device.state == BACK:
        raise Refused("renewing.refused.is_back", tag=device.tag)
    way = [BACK] if device.state not in (DeviceState.STOLEN, DeviceState.LOST) else [DeviceState.RECOVERED, BACK]
    if device.state not in (DeviceState.ACTIVE, DeviceState.BLOCKED, DeviceState.RECOVERED) and len(way) == 1:
        raise Refused("renewing.refused.stands", tag=device.tag, state=say(f"devices.state.{device.state}"))
    events: list[Event] = []
    for to in way:
        events += moves(session, [device], to, at=at)
    history.record(session, actor, at, events)
    return device


def explain(session: Session, found: tuple[ReturnDebt, Device], reason: str, *, actor: Actor, at: dt.datetime) -> None:
    """Say why a device does not come back; IT decides whether that holds."""
    debt, device = found
    debt.reason, debt.reason_by, debt.reason_by_name, debt.reason_at = reason, actor.id, actor.name, at
    history.record(session, actor, at, [Event("device", device.id, "device.explained", {"reason": reason})])


def decide(session: Session, found: tuple[ReturnDebt, Device], *, yes: bool, actor: Actor, at: dt.datetime) -> None:
    """Approve a reason, which settles the debt and closes the swap; or not, and it is owed as before.

    Raises Forbidden for whoever gave the reason.
    """
    debt, device = found
    if debt.reason_by == actor.id:
        raise Forbidden("renewing.refused.own_reason")
    told = {"reason": debt.reason, "who": debt.reason_by_name}
    if yes:
        events = [
            Event("device", device.id, "device.excused", told),
            *excused(session, debt, approved_by=actor.id, at=at),
        ]
    else:
        debt.reason, debt.reason_by, debt.reason_by_name, debt.reason_at = "", None, "", None
        events = [Event("device", device.id, "device.not_excused", told)]
    history.record(session, actor, at, events)
