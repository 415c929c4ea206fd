"""Age replacement moves on: planned once, ordered, the new one handed over, the old one back (R-161, R-163)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import (
    DEBT_CAUSES,
    ENDED,
    RENEWAL_MOVES,
    Device,
    DeviceState,
    Renewal,
    RenewalState,
    ReturnDebt,
)
from app.history import Event
from app.refusal import Changed

R = RenewalState
# The moves by which a device is back, or will not come.
SETTLES = {
    DeviceState.RETURNED: "scanned", DeviceState.RECYCLED: "gone", DeviceState.WRITTEN_OFF: "gone",
    DeviceState.STOLEN: "", DeviceState.LOST: "",
}  # fmt: skip


def step(session: Session, renewal: Renewal, to: RenewalState, **values: Any) -> None:
    """Move a renewal along the table; raises Changed when it may not move so or another hand was first."""
    session.flush()
    known = to in RENEWAL_MOVES[RenewalState(renewal.state)]
    moved = known and session.scalar(
        sa.update(Renewal)
        .where(Renewal.id == renewal.id, Renewal.state == renewal.state, Renewal.attempt == renewal.attempt)
        .values(state=to.value, **values)
        .returning(Renewal.id)
        .execution_options(synchronize_session=False)
    )
    if not moved:
        raise Changed("renewing.refused.moved")
    session.refresh(renewal)


def brought(session: Session, devices: Sequence[Device], *, line_id: int, at: dt.datetime) -> list[Event]:
    """The new leg: what an order brought has been handed over; the old one is now to come back."""
    found = session.scalar(sa.select(Renewal).where(Renewal.order_line_id == line_id, Renewal.state == R.ORDERED))
    if found is None or not devices:
        return []
    return new_leg(session, found, devices[0], at=at)


def handed_from_shelf(session: Session, device: Device, holder_id: int | None, *, at: dt.datetime) -> list[Event]:
    """The new leg, when what was chosen stood on the reuse shelf and has been handed to its holder."""
    spoken_for = sa.select(Renewal).where(Renewal.new_device_id == device.id, Renewal.state == R.ORDERED)
    found = session.scalar(spoken_for)
    return new_leg(session, found, device, at=at) if found and found.holder_id == holder_id else []


def new_leg(session: Session, renewal: Renewal, new: Device, *, at: dt.datetime) -> list[Event]:
    """Somebody has got the new device. Returns what happened, for the caller to record."""
    step(session, renewal, R.DELIVERED, new_device_id=new.id, new_done_at=at)
    old = session.get_one(Device, renewal.device_id)
    told = {"tag": old.tag, "new": new.tag}
    events = [Event("device", old.id, "device.renewed", told)]
    if renewal.old_done_at is not None:
        return events + _close(session, renewal, at=at)
    owe(session, old, cause="swap", holder=(renewal.holder_id, renewal.holder_name), at=at)
    return events


def owe(session: Session, device: Device, *, cause: str, holder: tuple[int | None, str], at: dt.datetime) -> ReturnDebt:
    """A device is to come back; one debt for each device, which becomes a swap's when it is both."""
    open_ = sa.select(ReturnDebt).where(ReturnDebt.device_id == device.id, ReturnDebt.settled_at.is_(None))
    debt = session.scalar(open_)
    if debt is not None:
        debt.cause = "swap" if cause == "swap" else debt.cause
        return debt
    debt = ReturnDebt(
        device_id=device.id, cause=cause, holder_id=holder[0], holder_name=holder[1], unit_id=device.unit_id, since=at
    )
    session.add(debt)
    session.flush()
    return debt


def settled_by_move(session: Session, device_ids: Collection[int], to: DeviceState, *, at: dt.datetime) -> list[Event]:
    """A device was scanned in, or is gone: what was owed is settled, and its renewal closed or dropped.

    What is gone leaves a swap open: that wants a reason that IT approves. Returns what happened.
    """
    scanned = to is DeviceState.RETURNED
    if scanned or to in ENDED:
        _settle(session, device_ids, DEBT_CAUSES if scanned else ("leaver",), SETTLES[to], at=at)
    events: list[Event] = []
    for renewal in session.scalars(sa.select(Renewal).where(Renewal.device_id.in_(device_ids))):
        if renewal.state == R.DRAFT:
            step(session, renewal, R.DROPPED, closed_at=at)
        elif scanned and renewal.state in (R.ORDERED, R.DELIVERED):
            renewal.old_done_at = at
            events += _close(session, renewal, at=at) if renewal.state == R.DELIVERED else []
    return events


def passed_on(session: Session, device_id: int, *, at: dt.datetime) -> None:
    """A leaver's device has a new holder: it need not come back."""
    _settle(session, [device_id], ("leaver",), "passed_on", at=at)


def excused(session: Session, debt: ReturnDebt, *, approved_by: int | None, at: dt.datetime) -> list[Event]:
    """IT has approved why a device does not come back. Returns what happened."""
    debt.outcome, debt.settled_at, debt.approved_by = "reason", at, approved_by
    session.flush()
    found = session.scalar(sa.select(Renewal).where(Renewal.device_id == debt.device_id, Renewal.state == R.DELIVERED))
    if found is None:
        return []
    found.old_done_at = at
    return _close(session, found, at=at)


def _settle(
    session: Session, device_ids: Collection[int], causes: Sequence[str], outcome: str, *, at: dt.datetime
) -> None:
    open_ = sa.update(ReturnDebt).where(ReturnDebt.device_id.in_(device_ids), ReturnDebt.settled_at.is_(None))
    session.execute(open_.where(ReturnDebt.cause.in_(causes)).values(outcome=outcome, settled_at=at))


def _close(session: Session, renewal: Renewal, *, at: dt.datetime) -> list[Event]:
    step(session, renewal, R.CLOSED, closed_at=at)
    return [Event("device", renewal.device_id, "device.renewal_closed", {})]
