"""Claims under any order of events: listed moves, one open claim for a device, the warranty neither longer nor lost."""

from __future__ import annotations

import itertools

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices.models import Device
from app.history import HistoryEntry
from app.refusal import Changed, Refused
from app.warranty import actions, queries
from app.warranty.models import Claim
from catalogue.edition import load as edition
from catalogue.warranty import DECIDED, MOVES, ClaimState
from tests.app.devices import making
from tests.app.warranty.making import wanted
from tests.databases import MOMENT
from tests.people import People

SERIALS = itertools.count(5000)


class Life(RuleBasedStateMachine):
    """One device of Karin's and the claims on it, replaced again and again."""

    session: Session
    people: People

    def __init__(self) -> None:
        super().__init__()
        number = next(SERIALS)
        self.device = making.device(self.session, "karin", number)
        self.end, self.tag = self.device.warranty_end, self.device.tag
        self.karin, self.omar = self.people.visitor("karin"), self.people.visitor("omar")
        self.numbers: list[str] = []
        self.state = ""

    def tried(self, step: object) -> bool:
        """Do something in a unit of work of its own; whether it was not refused."""
        self.session.rollback()
        begin_write(self.session)
        try:
            step()  # type: ignore[operator]  # a step of the story
        except (Refused, Changed):
            self.session.rollback()
            return False
        self.session.commit()
        return True

    def held(self) -> queries.Found:
        """The newest claim, held."""
        return queries.held(self.session, self.omar, self.numbers[-1])

    @rule()
    def claims(self) -> None:
        def step() -> None:
            thing = queries.device_thing(self.session, self.karin, self.tag)
            made = actions.claim(self.session, self.karin, thing, wanted(), agreed=edition(), at=MOMENT)
            self.numbers.append(made.number)

        done = self.tried(step)
        # A new device may be claimed while the old one's claim still waits to be closed.
        assert done == (self.state in {"", "closed", "replaced"})
        self.state = "routed_it" if done else self.state

    @precondition(lambda self: self.numbers)
    @rule()
    def is_taken(self) -> None:
        def step() -> None:
            found = self.held()
            actions.take(self.session, found, self.omar, version=found.case.version, at=MOMENT)

        done = self.tried(step)
        assert done == (self.state in {"routed_it", "reopened"})
        self.state = "in_progress" if done else self.state

    @precondition(lambda self: self.numbers)
    @rule(outcome=st.sampled_from(sorted(DECIDED)))
    def is_answered(self, outcome: str) -> None:
        serial = f"NY{next(SERIALS):07d}"
        answer = actions.Answer(outcome=outcome, text="Klart.", serial=serial)

        def step() -> None:
            found = self.held()
            actions.decide(self.session, found, self.omar, answer, version=found.case.version, at=MOMENT)

        done = self.tried(step)
        assert done == (self.state in {"routed_it", "reopened", "in_progress"})
        if done:
            self.state = outcome
        if done and outcome == "replaced":
            self.tag = self.session.scalars(sa.select(Device.tag).where(Device.serial == serial)).one()

    @precondition(lambda self: self.numbers)
    @rule()
    def is_closed(self) -> None:
        done = self.tried(lambda: actions.close(self.session, self.held(), self.karin, edition(), at=MOMENT))
        assert done == (self.state in DECIDED)
        self.state = "closed" if done else self.state

    @precondition(lambda self: self.numbers)
    @rule()
    def is_taken_back(self) -> None:
        done = self.tried(lambda: actions.withdraw(self.session, self.held(), self.karin, at=MOMENT))
        assert done == (self.state == "routed_it")
        self.state = "closed" if done else self.state

    @precondition(lambda self: self.numbers)
    @rule()
    def is_opened_again(self) -> None:
        replaced = self.session.scalars(sa.select(Claim.replacement_id).where(Claim.number == self.numbers[-1])).one()
        done = self.tried(lambda: actions.reopen(self.session, self.held(), self.karin, "Trasig.", at=MOMENT))
        assert done == (self.state in DECIDED | {"closed"} and replaced is None)
        self.state = "reopened" if done else self.state

    @invariant()
    def the_warranty_is_neither_lost_nor_longer(self) -> None:
        self.session.rollback()
        device = self.session.scalars(sa.select(Device).where(Device.tag == self.tag)).one()
        assert (device.warranty_end, device.holder_id) == (self.end, self.karin.id)
        assert device.state == ("in_repair" if self.state == "in_progress" else "active")

    @invariant()
    def only_listed_moves_were_made(self) -> None:
        for claim in self.session.scalars(sa.select(Claim).where(Claim.number.in_(self.numbers))):
            told = sa.select(HistoryEntry.event).where(
                HistoryEntry.subject == "claim", HistoryEntry.subject_id == claim.id
            )
            words = [event.removeprefix("claim.") for event in self.session.scalars(told.order_by(HistoryEntry.id))]
            path = [
                ClaimState(MEANS.get(word, word)) for word in words if MEANS.get(word, word) in frozenset(ClaimState)
            ]
            assert all(there in MOVES[here] for here, there in itertools.pairwise(path))
            assert path[-1] == claim.state

    @invariant()
    def a_device_has_one_open_claim(self) -> None:
        open_ = sa.select(Claim.device_id).where(Claim.state != "closed").group_by(Claim.device_id)
        assert self.session.scalars(open_.having(sa.func.count() > 1)).all() == []


MEANS = {"opened": "submitted", "taken": "in_progress", "withdrawn": "closed"}


def test_claims_under_any_order_of_events(session: Session, people: People) -> None:
    Life.session, Life.people = session, people
    quiet = settings(
        max_examples=4, stateful_step_count=12, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=quiet)
