"""Thefts under any order of events: only listed moves, evidence before dialogue, and the device follows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices.models import Device
from app.refusal import Changed, Forbidden, Refused
from app.theft import actions, queries
from app.theft.models import TheftReport
from tests.app.devices import making
from tests.databases import MOMENT
from tests.people import People

NUMBERS = itertools.count(7000)
IN_REGISTER = {"closed": {"written_off"}, "measures_done": {"written_off"}, "recovered": {"recovered", "written_off"}}


class Life(RuleBasedStateMachine):
    """One device of Karin's that is gone."""

    session: Session
    people: People

    def __init__(self) -> None:
        super().__init__()
        device = making.device(self.session, "karin", next(NUMBERS))
        self.who = {key: self.people.visitor(key) for key in ("karin", "anders", "omar", "elin")}
        gone = actions.Gone(sort="theft", on=MOMENT.date(), place="Sal 14", text="Borta.", folder=Path("files"))
        begun: list[str] = []

        def step() -> None:
            found = queries.reportable(self.session, self.who["karin"], device.tag)
            begun.append(actions.report(self.session, self.who["karin"], found, gone, at=MOMENT).number)

        assert self.tried(step)
        self.number, self.known, self.state = begun[0], set[str](), "awaiting_evidence"

    def tried(self, step: Callable[[], object]) -> bool:
        """Do something in a unit of work of its own; whether it was not refused."""
        self.session.rollback()
        begin_write(self.session)
        try:
            step()
        except (Refused, Changed, Forbidden):
            self.session.rollback()
            return False
        self.session.commit()
        return True

    def held(self) -> queries.Found:
        """The report, held."""
        return queries.held(self.session, self.who["omar"], self.number)

    @rule(what=st.sampled_from(["chief", "police"]), who=st.sampled_from(["anders", "karin"]))
    def duty_is_done(self, what: str, who: str) -> None:
        me = self.who[who]
        verbs = {
            "chief": lambda: actions.tell_chief(self.session, self.held(), me, name="Chefen", at=MOMENT),
            "police": lambda: actions.file_with_police(self.session, self.held(), me, number="5000-K1", at=MOMENT),
        }
        again = what == "chief" and what in self.known
        done = self.tried(verbs[what])
        assert done == (who == "anders" and self.state == "awaiting_evidence" and not again)
        self.known |= {what} if done else set()
        if self.state == "awaiting_evidence" and self.known == {"chief", "police"}:
            self.state = "it_dialogue"

    @rule()
    def it_decides(self) -> None:
        def step() -> None:
            actions.decide(self.session, self.held(), self.who["omar"], outcome="insurance", text="Ersätts.",
                           agreed_with="Anders Ek", at=MOMENT)  # fmt: skip

        done = self.tried(step)
        assert done == (self.state == "it_dialogue")
        self.state = "decided" if done else self.state

    @rule(key=st.sampled_from(["lock", "wipe", "write_off"]))
    def something_is_done(self, key: str) -> None:
        me = self.who["elin" if key == "write_off" else "omar"]
        self.tried(lambda: actions.settle(self.session, self.held(), me, key, at=MOMENT))
        self.session.rollback()
        if self.state == "decided" and not queries.by_number(self.session, me, self.number).open_measures():
            self.state = "measures_done"

    @rule()
    def it_is_closed(self) -> None:
        done = self.tried(lambda: actions.close(self.session, self.held(), self.who["omar"], at=MOMENT))
        assert done == (self.state == "measures_done")
        self.state = "closed" if done else self.state

    @rule(luck=st.integers(0, 5))
    def it_is_found(self, luck: int) -> None:
        if luck:
            return
        done = self.tried(lambda: actions.recover(self.session, self.held(), self.who["karin"], at=MOMENT))
        assert done == (self.state != "recovered")
        self.state = "recovered"

    @invariant()
    def report_and_device_stand_where_they_should(self) -> None:
        self.session.rollback()
        question = sa.select(TheftReport, Device.state).join(Device, Device.id == TheftReport.device_id)
        report, register = self.session.execute(question.where(TheftReport.number == self.number)).one()
        assert report.state == self.state
        assert register in IN_REGISTER.get(self.state, {"stolen"})
        if self.state in ("it_dialogue", "decided", "measures_done", "closed"):
            assert report.chief_told_at
            assert report.police_number


def test_thefts_under_any_order_of_events(session: Session, people: People) -> None:
    Life.session, Life.people = session, people
    quiet = settings(
        max_examples=4, stateful_step_count=14, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=quiet)
