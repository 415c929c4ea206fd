"""What people who have left still hold of the units I lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.devices.models import Device, DeviceState, ReturnDebt
from app.identity.models import Person, Unit
from app.identity.queries import Visitor

# Handed in, gone or already written off: there is nothing to get back.
SETTLED = (
    DeviceState.RETURNED, DeviceState.WIPED, DeviceState.RECYCLED, DeviceState.STOLEN, DeviceState.LOST,
    DeviceState.WRITTEN_OFF,
)  # fmt: skip
MOST = 200


@dataclass(frozen=True, slots=True)
class ToRecover:
    """A device that somebody who has left still holds; `left_at` is when their account was closed.

    `owed` is whether a reason may be given why it does not come back, `reason` the one that waits for IT.
    """

    tag: str
    model: str
    device_class: str
    illustration: str
    state: str
    holder: str
    unit: str
    left_at: dt.datetime | None
    owed: bool
    reason: str


def to_recover(session: Session, me: Visitor) -> list[ToRecover]:
    """What is to be got back to the units I lead, who left longest ago first; at most 200."""
    if not me.led_units:
        return []
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Device.tag, Device.model, Device.device_class, Device.illustration, Device.state, Person.name, Unit.name,
            Person.closed_at, ReturnDebt.id.is_not(None), sa.func.coalesce(ReturnDebt.reason, ""),
        )
        .outerjoin(ReturnDebt, sa.and_(ReturnDebt.device_id == Device.id, ReturnDebt.settled_at.is_(None)))
        .join(Person, Person.id == Device.holder_id)
        .join(Unit, Unit.id == Device.unit_id)
        .where(*_held_by_leavers(me))
        .order_by(Person.closed_at, Person.id, Device.id)
        .limit(MOST)
    )  # fmt: skip
    return [ToRecover(*tuple(row)) for row in session.execute(question)]


def recovery_count(session: Session, me: Visitor) -> int:
    """How many devices are to be got back to the units I lead; asks nothing for who leads none."""
    if not me.led_units:
        return 0
    question = sa.select(sa.func.count()).select_from(Device).join(Person, Person.id == Device.holder_id)
    return session.scalar(question.where(*_held_by_leavers(me))) or 0


def _held_by_leavers(me: Visitor) -> list[sa.ColumnElement[bool]]:
    settled = aliased(ReturnDebt)
    excused = sa.exists().where(
        settled.device_id == Device.id, settled.holder_id == Device.holder_id, settled.outcome == "reason"
    )
    return [Device.unit_id.in_(me.led_units), Device.state.not_in(SETTLED), Person.active.is_(False), ~excused]
