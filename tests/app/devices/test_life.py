"""A device through anything that may happen to it, against a simple model, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.devices import actions
from app.devices.actions import Entry, Recipient
from app.devices.models import HELD, MOVES, UNHELD, Device, DeviceState, Holding, Origin, Question
from app.history import Actor
from app.identity.models import Person, Unit
from app.refusal import Changed, Refused
from catalogue.edition import load as edition
from tests.app.devices.making import device
from tests.databases import KINDS, MOMENT, Database

OMAR = Actor(None, "Omar Haddad")
PEOPLE = ("karin", "anders", "maria", "")
KIND = edition().kinds["staff_pc"]


class Life(RuleBasedStateMachine):
    """Devices are entered, moved, handed over and handed in in any order; the model knows who holds what."""

    database: Database
    serials = Bundle("serials")

    @initialize()
    def begin(self) -> None:
        self.database.renew()
        self.context = self.database.app.app_context()
        self.context.push()
        self.session: Session = web.store.sessionmaker()
        self.at = MOMENT
        self.model: dict[str, tuple[DeviceState, str | None]] = {}
        self.recipients = {key: self._recipient(key or "anders", unit=not key) for key in PEOPLE}

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.session.close()
            self.context.pop()

    def _recipient(self, key: str, *, unit: bool) -> Recipient:
        question = sa.select(Person, Unit).join(Unit, Unit.id == Person.unit_id).where(Person.subject == key)
        person, of = self.session.execute(question).one()
        name = of.name if unit else person.name
        return Recipient(None if unit else person.id, name, of.id, of.name, of.organisation_id, "")

    def _try(self, verb: Callable[[], Any]) -> bool:
        """Whether a verb was not refused; what it wrote is kept or undone as a request would."""
        self.session.rollback()
        begin_write(self.session)
        self.at += dt.timedelta(minutes=1)
        try:
            verb()
        except Refused:
            self.session.rollback()
            return False
        self.session.commit()
        return True

    def _device(self, serial: str) -> Device:
        return self.session.scalars(sa.select(Device).where(Device.serial == serial)).one()

    @rule(target=serials, number=st.integers(1, 4), key=st.sampled_from(PEOPLE), held=st.booleans())
    def enter(self, number: int, key: str, held: bool) -> str:
        serial = f"5CG{number:07d}"
        entry = Entry(
            kind=KIND, serial=serial, model="Bärbar dator", to=self.recipients[key], held=held,
            received_on=MOMENT.date(), in_service_on=None, origin=Origin.IMPORT,
        )  # fmt: skip
        done = self._try(lambda: actions.enter(self.session, [entry], by=None, at=self.at, ask=True))
        assert done == (serial not in self.model)
        if done:
            self.model[serial] = (DeviceState.ACTIVE, key) if held else (DeviceState.READY, None)
        return serial

    @rule(serial=serials, to=st.sampled_from(DeviceState))
    def move(self, serial: str, to: DeviceState) -> None:
        state, holder = self.model[serial]
        done = self._try(lambda: actions.move(self.session, self._device(serial), to, actor=OMAR, at=self.at))
        assert done == (to in MOVES[state] and (to is not DeviceState.ACTIVE or holder is not None))
        if done:
            self.model[serial] = (to, None if to in UNHELD else holder)

    @rule(serial=serials, key=st.sampled_from(PEOPLE))
    def hand_over(self, serial: str, key: str) -> None:
        state, holder = self.model[serial]
        done = self._try(
            lambda: actions.hand_over(self.session, self._device(serial), self.recipients[key], actor=OMAR, at=self.at)
        )
        assert done == (state is DeviceState.READY or (state in HELD and holder != key))
        if done:
            self.model[serial] = (DeviceState.ACTIVE if state is DeviceState.READY else state, key)

    @rule(serial=serials, to=st.sampled_from(DeviceState))
    def two_hands(self, serial: str, to: DeviceState) -> None:
        """Somebody acts on what they read before another hand was there: they are told, and nothing is done."""
        stale = self._device(serial)
        self.session.expunge(stale)
        stale.version -= 1
        self.session.rollback()
        assert not self._try(lambda: actions.move(self.session, stale, to, actor=OMAR, at=self.at))

    @invariant()
    def register_is_the_model(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.rollback()
        for serial, (state, holder) in self.model.items():
            device = self._device(serial)
            assert device.state == state
            assert device.holder_id == (self.recipients[holder].person_id if holder else None)
            assert bool(device.holder_name) == (holder is not None)

    @invariant()
    def nobody_holds_twice(self) -> None:
        if not hasattr(self, "session"):
            return
        devices, open_ = {device.id: device for device in self.session.scalars(sa.select(Device))}, {}
        for holding in self.session.scalars(sa.select(Holding).where(Holding.until.is_(None))):
            assert holding.device_id not in open_
            open_[holding.device_id] = holding
            assert devices[holding.device_id].holder_id == holding.person_id
        assert set(open_) == {
            self._device(serial).id for serial, (_, holder) in self.model.items() if holder is not None
        }
        asked = list(self.session.scalars(sa.select(Question.holding_id).where(Question.answered_at.is_(None))))
        assert len(asked) == len(set(asked))
        assert set(asked) <= {holding.id for holding in open_.values()}


@pytest.mark.parametrize("kind", KINDS)
def test_only_listed_moves_and_never_two_holders(kind: str, databases: Callable[[str], Database]) -> None:
    machine = type("LifeHere", (Life,), {"database": databases(kind)})
    checks = list(HealthCheck)
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=5, stateful_step_count=20, deadline=None, suppress_health_check=checks),
    )


def test_the_database_itself_refuses_a_second_holder_and_a_second_serial(session: Session) -> None:
    first = device(session, "karin")
    begin_write(session)
    holding = session.scalars(sa.select(Holding)).one()
    again = Holding(
        device_id=first.id, person_id=None, unit_id=holding.unit_id, holder_name="x", cause="handover", since=MOMENT
    )
    session.add(again)
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()
    with pytest.raises(sa.exc.IntegrityError):
        device(session, "anders", 2, serial=first.serial)


def test_who_reads_an_old_page_changes_nothing(session: Session) -> None:
    device(session, "karin")
    begin_write(session)
    thing = session.scalars(sa.select(Device)).one()
    session.execute(sa.update(Device).values(version=7).execution_options(synchronize_session=False))
    with pytest.raises(Changed):
        actions.move(session, thing, DeviceState.RETURNED, actor=OMAR, at=MOMENT)
