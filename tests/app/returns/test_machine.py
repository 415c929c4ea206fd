"""Things handed in under any order of events: only listed moves, never on without wiping, and a chain that holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices.models import Device
from app.refusal import Changed, Forbidden, Refused
from app.returns import actions, queries
from app.returns.models import Custody, HandedIn
from catalogue.returns import MOVES, ReturnState
from tests.app.devices import making
from tests.app.returns.making import handed_in
from tests.databases import MOMENT
from tests.people import People

NUMBERS = itertools.count(8000)
IN_REGISTER = {
    "requested": "active", "handed_in": "active", "received": "returned", "inspected": "returned", "wiped": "wiped",
    "closed": "ready", "cancelled": "active",
}  # fmt: skip
MEANS = {"requested": "requested", "handed_in": "handed_in", "received": "received", "inspected": "inspected",
         "wiped": "wiped", "shelved": "reused", "closed": "closed", "cancelled": "cancelled"}  # fmt: skip


class Life(RuleBasedStateMachine):
    """One device of Karin's on its way in."""

    session: Session
    people: People

    def __init__(self) -> None:
        super().__init__()
        device = making.device(self.session, "karin", next(NUMBERS))
        self.karin, self.omar = self.people.visitor("karin"), self.people.visitor("omar")
        begun: list[str] = []
        assert self.tried(lambda: begun.append(handed_in(self.session, self.karin, device.tag).number))
        self.number, self.state = begun[0], "requested"

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

    def does(self, verb: Callable[[queries.Found], object], allowed: set[str], to: str) -> None:
        """Do a verb, which must work just where it is allowed."""
        done = self.tried(lambda: verb(queries.held(self.session, self.omar, self.number)))
        assert done == (self.state in allowed)
        self.state = to if done else self.state

    @rule(mine=st.booleans())
    def is_left(self, mine: bool) -> None:
        me = self.karin if mine else self.omar
        self.does(lambda found: actions.hand_over(self.session, found, me, at=MOMENT), {"requested"}, "handed_in")

    @rule(luck=st.integers(0, 4))
    def is_called_off(self, luck: int) -> None:
        if luck == 0:
            verb = lambda found: actions.cancel(self.session, found, self.karin, at=MOMENT)  # noqa: E731  # said once, used once
            self.does(verb, {"requested"}, "cancelled")

    @rule()
    def is_received(self) -> None:
        allowed = {"requested", "handed_in"}
        self.does(lambda found: actions.receive(self.session, found, self.omar, at=MOMENT), allowed, "received")

    @rule(unlocked=st.booleans())
    def is_inspected(self, unlocked: bool) -> None:
        def verb(found: queries.Found) -> None:
            actions.inspect(self.session, found, self.omar, grade="good", remark="", unlocked=unlocked, at=MOMENT)

        self.does(verb, {"received"} if unlocked else set(), "inspected")

    @rule(method=st.sampled_from(["mdm", "magic"]))
    def is_wiped(self, method: str) -> None:
        def verb(found: queries.Found) -> None:
            actions.wipe(self.session, found, self.omar, method=method, evidence="", at=MOMENT)

        self.does(verb, {"inspected"} if method == "mdm" else set(), "wiped")

    @rule()
    def is_shelved(self) -> None:
        self.does(lambda found: actions.shelve(self.session, found, self.omar, at=MOMENT), {"wiped"}, "closed")

    @invariant()
    def row_register_and_chain_agree(self) -> None:
        self.session.rollback()
        question = sa.select(HandedIn, Device.state).join(Device, Device.id == HandedIn.device_id)
        row, register = self.session.execute(question.where(HandedIn.number == self.number)).one()
        assert (row.state, register) == (self.state, IN_REGISTER[self.state])
        steps = self.session.scalars(sa.select(Custody.step).where(Custody.return_id == row.id).order_by(Custody.id))
        path = [ReturnState(MEANS[step]) for step in steps]
        assert all(there in MOVES[here] for here, there in itertools.pairwise(path))
        assert path[-1] == row.state

    def teardown(self) -> None:
        """The whole chain holds."""
        self.session.rollback()
        assert list(queries.broken(self.session)) == []


def test_returns_under_any_order_of_events(session: Session, people: People) -> None:
    Life.session, Life.people = session, people
    quiet = settings(
        max_examples=5, stateful_step_count=14, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=quiet)
