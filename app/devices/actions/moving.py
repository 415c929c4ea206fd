"""A device changes state through one function, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.devices.models import MOVES, Device, DeviceState
from app.history import Actor, Event
from app.orders.models import OrderLine
from app.refusal import Changed
from catalogue import lifetimes


def move(
    session: Session, device: Device, to: DeviceState, *, actor: Actor, at: dt.datetime, event: str,
    data: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Move one device and tell of it; raises Changed when it may not move so or another hand was first."""
    history.record(session, actor, at, moves(session, [device], to, event=event, data=data))


def moves(
    session: Session, devices: Sequence[Device], to: DeviceState, *, event: str, data: dict[str, Any] | None = None,
    **values: object,
) -> list[Event]:  # fmt: skip
    """Move devices and set further columns; returns what happened, for the caller to record with its own events.

    Raises Changed when the table does not know a move or another hand was first. The history is held last by
    everybody, which is why it is not written here.
    """
    session.flush()
    for device in devices:
        _move(session, device, to, values)
    return [Event("device", device.id, event, {"tag": device.tag, "to": to.value} | (data or {})) for device in devices]


def put_in_service(
    session: Session, devices: Sequence[Device], *, line: OrderLine, on: dt.date, holder: str
) -> list[Event]:
    """Begin the life of devices on a day: warranty and planned end count from it (R-047, R-048). Returns the events."""
    events = []
    for device in devices:
        warranty = lifetimes.add_months(on, line.warranty_months) if line.warranty_months else None
        planned = lifetimes.planned_end(on, device.planned_months) if device.planned_months else None
        events += moves(
            session, [device], DeviceState.ACTIVE, event="device.in_service", data={"holder": holder},
            in_service_on=on, warranty_end=warranty, planned_end=planned,
        )  # fmt: skip
    return events


def _move(session: Session, device: Device, to: DeviceState, values: dict[str, object]) -> None:
    if to not in MOVES[DeviceState(device.state)]:
        raise Changed("devices.refused.moved", tag=device.tag)
    moved = session.scalar(
        sa.update(Device)
        .where(Device.id == device.id, Device.state == device.state)
        .values(state=to.value, **values)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("devices.refused.moved", tag=device.tag)
    session.refresh(device)
