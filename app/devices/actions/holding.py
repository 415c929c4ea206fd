"""Who answers for a device: begins, passes to somebody else, ends; each with a question that waits for its holder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices.models import Device, Holding, Question
from app.refusal import Changed


@dataclass(frozen=True, slots=True)
class Given:
    """How a device came to its holder, by whom, and whether they are asked to confirm that they have got it."""

    cause: str
    by: int | None
    ask: bool = True


def begin(session: Session, device: Device, given: Given, *, at: dt.datetime) -> Holding:
    """Let the holder that stands on a device answer for it from now on; flushes.

    Raises Changed when somebody answers for it already: no device has two holders.
    """
    return begin_all(session, [device], given, at=at)[0]


def begin_all(session: Session, devices: Sequence[Device], given: Given, *, at: dt.datetime) -> list[Holding]:
    """The same for many devices at once, which come to their holders in the same way."""
    made = [
        Holding(
            device_id=device.id, person_id=device.holder_id, unit_id=device.unit_id, holder_name=device.holder_name,
            cause=given.cause, since=at, given_by=given.by,
        )
        for device in devices
    ]  # fmt: skip
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError as error:
        raise Changed("devices.refused.moved", tag=devices[0].tag) from error
    if given.ask:
        session.add_all(Question(holding_id=holding.id, kind="receipt", asked_at=at) for holding in made)
        session.flush()
    return made


def stands(session: Session, device_id: int) -> bool:
    """Whether somebody answers for a device now."""
    question = sa.select(Holding.id).where(Holding.device_id == device_id, Holding.until.is_(None))
    return session.scalar(question) is not None


def end(session: Session, device_ids: Sequence[int], *, at: dt.datetime) -> None:
    """Let nobody answer for devices any more; what their holders were asked needs no answer."""
    open_ = sa.select(Holding.id).where(Holding.device_id.in_(device_ids), Holding.until.is_(None))
    ids = list(session.scalars(open_.with_for_update()))
    if not ids:
        return
    session.execute(sa.delete(Question).where(Question.holding_id.in_(ids), Question.answered_at.is_(None)))
    session.execute(sa.update(Holding).where(Holding.id.in_(ids)).values(until=at))
