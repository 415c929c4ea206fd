"""The one way a claim changes state, and what a claim does with its device."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices import actions as devices
from app.devices.models import Device, DeviceState
from app.history import Event
from app.refusal import Changed, Refused
from app.warranty.models import Claim
from catalogue.warranty import ClaimState, may_move


def move(session: Session, claim: Claim, to: ClaimState, **values: object) -> None:
    """Move a claim along the table and set further columns.

    Raises Changed when the table does not know the move or another hand was first, Refused when another claim on the
    same device is open.
    """
    session.flush()
    if not may_move(ClaimState(claim.state), to):
        raise Changed("warranty.refused.moved", number=claim.number)
    guarded = sa.update(Claim).where(Claim.id == claim.id, Claim.state == claim.state).values(state=to.value, **values)
    try:
        with session.begin_nested():
            moved = session.scalar(guarded.returning(Claim.id).execution_options(synchronize_session=False))
    except IntegrityError as error:
        raise Refused("warranty.refused.already_open") from error
    if moved is None:
        raise Changed("warranty.refused.moved", number=claim.number)
    session.refresh(claim)


def told(claim: Claim, name: str, **data: object) -> Event:
    """Something that happened to a claim."""
    return Event("claim", claim.id, f"claim.{name}", {"number": claim.number, "thing": claim.thing, **data})


def into_repair(session: Session, device: Device | None, number: str, *, at: dt.datetime) -> list[Event]:
    """Note that a device in use is being looked at; one that stands elsewhere is left there."""
    if device is None or device.state != DeviceState.ACTIVE:
        return []
    return devices.moves(
        session, [device], DeviceState.IN_REPAIR, at=at, event="device.to_repair", data={"number": number}
    )


def back_in_use(session: Session, device: Device | None, number: str, *, at: dt.datetime) -> list[Event]:
    """Note that a device is in use again."""
    if device is None or device.state != DeviceState.IN_REPAIR:
        return []
    return devices.moves(session, [device], DeviceState.ACTIVE, at=at, event="device.repaired", data={"number": number})
