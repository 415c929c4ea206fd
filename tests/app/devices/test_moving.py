"""Devices move along the declared table, guarded, and tell of it."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import begin_write
from app.devices import actions
from app.devices.models import HELD, MOVES, Device, DeviceState, Holding
from app.history import Actor
from app.refusal import Changed, Refused
from tests.app.devices.making import device
from tests.databases import MOMENT

OMAR = Actor(None, "Omar Haddad")
ALLOWED = [(start, end) for start, ends in MOVES.items() for end in ends]
FORBIDDEN = [pair for pair in product(DeviceState, DeviceState) if pair not in ALLOWED]


def found(session: Session, number: int = 1) -> Device:
    session.rollback()
    begin_write(session)
    return session.scalars(sa.select(Device).where(Device.id == number)).one()


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(DeviceState)


def test_allowed_moves_are_made_and_told(session: Session) -> None:
    for number, (start, end) in enumerate(ALLOWED, start=1):
        device(session, "karin", number, state=start.value)
        if end is DeviceState.ACTIVE and start not in HELD:
            with pytest.raises(Refused, match="no_holder"):
                actions.move(session, found(session, number), end, actor=OMAR, at=MOMENT)
            session.rollback()
            continue
        actions.move(session, found(session, number), end, actor=OMAR, at=MOMENT)
        session.commit()
        assert session.scalar(sa.select(Device.state).where(Device.id == number)) == end
        assert [entry.event for entry in history.of(session, "device", number)] == [f"device.{end}"]


def test_other_moves_are_refused_and_leave_no_trace(session: Session) -> None:
    device(session, "karin")
    for start, end in FORBIDDEN:
        session.rollback()
        session.execute(sa.update(Device).values(state=start.value))
        session.commit()
        with pytest.raises(Changed):
            actions.move(session, found(session), end, actor=OMAR, at=MOMENT)
    session.rollback()
    assert history.of(session, "device", 1) == []


def test_what_is_handed_in_is_nobodys_and_what_is_wiped_stands_on_the_shelf(session: Session) -> None:
    device(session, "karin")
    for state in (DeviceState.RETURNED, DeviceState.WIPED, DeviceState.READY):
        actions.move(session, found(session), state, actor=OMAR, at=MOMENT)
        session.commit()
    thing = found(session)
    assert (thing.holder_id, thing.holder_name, thing.shelf_since) == (None, "", MOMENT.date())
    assert session.scalars(sa.select(Holding.until)).one() == MOMENT


def test_another_hand_was_first(session: Session) -> None:
    device(session, "karin")
    thing = found(session)
    session.execute(sa.update(Device).values(state="lost").execution_options(synchronize_session=False))
    with pytest.raises(Changed):
        actions.move(session, thing, DeviceState.STOLEN, actor=OMAR, at=MOMENT)


@pytest.mark.rule("R-048")
@pytest.mark.parametrize(
    ("months", "end"),
    [(48, dt.date(2030, 3, 15)), (72, dt.date(2032, 3, 15)), (None, None)],
    ids=["pc", "mac", "phone"],
)
def test_life_begins_when_it_is_handed_over(session: Session, months: int | None, end: dt.date | None) -> None:
    device(session, "karin", state="ready", in_service_on=None, planned_end=None, planned_months=months)
    thing, noon = found(session), dt.datetime(2026, 3, 15, 11, tzinfo=dt.UTC)
    actions.put_in_service(session, [thing], line=_Warranty(36), actor=OMAR, at=noon)  # type: ignore[arg-type]  # only its warranty and its number are read
    session.commit()
    session.refresh(thing)
    assert (thing.state, thing.in_service_on, thing.planned_end) == ("active", dt.date(2026, 3, 15), end)
    assert thing.warranty_end == dt.date(2029, 3, 15)


class _Warranty:
    id = 0

    def __init__(self, months: int) -> None:
        self.warranty_months = months
