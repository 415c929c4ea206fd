"""A device changes state through one function, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import history
from app.devices.actions import holding, renewing
from app.devices.actions.changing import change
from app.devices.actions.holding import Given
from app.devices.models import UNHELD, Device, DeviceState, may_move
from app.history import Actor, Event
from app.orders.models import OrderLine
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue import lifetimes
from catalogue.terms import Segment

D = DeviceState
NOBODY: dict[str, object] = {"holder_id": None, "holder_name": ""}


def move(
    session: Session, device: Device, to: DeviceState, *, actor: Actor, at: dt.datetime, event: str = "",
    data: dict[str, Any] | None = None, **values: Any,
) -> None:  # fmt: skip
    """Move one device and tell of it; raises Changed when it may not move so or another hand was first."""
    history.record(session, actor, at, moves(session, [device], to, at=at, event=event, data=data, **values))


def moves(
    session: Session, devices: Sequence[Device], to: DeviceState, *, at: dt.datetime, event: str = "",
    data: dict[str, Any] | None = None, given: Given | None = None, **values: object,
) -> list[Event]:  # fmt: skip
    """Move devices and set further columns; returns what happened, for the caller to record with its own events.

    The event is called after the state when no other is given. Who handed a device in, or whose device is gone,
    answers for it no more. What is wiped and made ready stands on the shelf for somebody new. Nothing is in use unless
    somebody answers for it: already, or from now on (`given`). Raises Changed when the table does not know a move or
    another hand was first, Refused for a device that nobody answers for. The history is held last by everybody, which
    is why it is not written here.
    """
    session.flush()
    for device in devices:
        _move(session, device, to, _following(device, to, at) | values)
    ids = [device.id for device in devices]
    if to in UNHELD:
        holding.end(session, ids, at=at)
    for device in devices if to is D.ACTIVE else ():
        _held(session, device, given, at=at)
    name = event or f"device.{to}"
    told = [Event("device", device.id, name, {"tag": device.tag, "to": to.value} | (data or {})) for device in devices]
    return told + (renewing.settled_by_move(session, ids, to, at=at) if to in renewing.SETTLES else [])


def put_in_service(
    session: Session, devices: Sequence[Device], *, line: OrderLine, actor: Actor, at: dt.datetime
) -> list[Event]:
    """Begin the life of devices today: warranty and planned end count from it (R-047, R-048). Returns the events.

    From now on their holders answer for them, and are asked to confirm that they have got them; for pupils the school
    says so of the whole delivery.
    """
    events, on = [], today_of(at)
    for device in devices:
        told = {"holder": device.holder_name}
        given = Given("order", actor.id, ask=device.segment != Segment.PUPIL)
        warranty = lifetimes.add_months(on, line.warranty_months) if line.warranty_months else None
        planned = lifetimes.planned_end(on, device.planned_months) if device.planned_months else None
        events += moves(
            session, [device], D.ACTIVE, at=at, event="device.in_service", data=told, given=given,
            in_service_on=on, warranty_end=warranty, planned_end=planned,
        )  # fmt: skip
    return events + renewing.brought(session, devices, line_id=line.id, at=at)


def _following(device: Device, to: DeviceState, at: dt.datetime) -> dict[str, object]:
    """What else follows from a move by itself."""
    values: dict[str, object] = {"shelf_since": None}
    if to in UNHELD:
        values |= NOBODY
    if to is D.READY and device.state == D.WIPED:
        values |= {"shelf_since": today_of(at)} | NOBODY
    return values


def _held(session: Session, device: Device, given: Given | None, *, at: dt.datetime) -> None:
    if given is not None:
        holding.begin(session, device, given, at=at)
    elif not holding.stands(session, device.id):
        raise Refused("devices.refused.no_holder", tag=device.tag)


def _move(session: Session, device: Device, to: DeviceState, values: dict[str, object]) -> None:
    if not may_move(device.state, to):
        raise Changed("devices.refused.moved", tag=device.tag)
    change(session, device, {"state": to.value} | values)
