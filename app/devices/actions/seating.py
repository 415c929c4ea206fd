"""Devices that come for a school class take their places in it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import ClassPlace, Device
from app.words import say


def seat(session: Session, line_id: int, devices: Sequence[Device]) -> None:
    """Give devices that have come to the next places of their class; the register says whose they are from now on."""
    free = (
        sa.select(ClassPlace)
        .where(ClassPlace.order_line_id == line_id, ClassPlace.device_id.is_(None))
        .order_by(ClassPlace.position)
        .limit(len(devices))
        .with_for_update()
    )
    for found, device in zip(session.scalars(free).all(), devices, strict=False):
        whose = found.pupil or say("classes.seat", name=found.class_name, number=found.position)
        device.holder_id, device.holder_name = None, whose[:120]
        device.room = found.class_name
        found.device_id, found.pupil = device.id, ""
    session.flush()
