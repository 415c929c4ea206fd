"""A device is changed as it was read, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device
from app.refusal import Changed


def change(session: Session, device: Device, values: Mapping[str, object]) -> None:
    """Set columns of a device as it was read; raises Changed when another hand was first.

    Nobody but the function that knows the moves gives it a state.
    """
    session.flush()
    changed = session.scalar(
        sa.update(Device)
        .where(Device.id == device.id, Device.state == device.state, Device.version == device.version)
        .values(version=Device.version + 1, **values)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Changed("devices.refused.moved", tag=device.tag)
    session.refresh(device)
