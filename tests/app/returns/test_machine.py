"""Things handed in under any order of events: only listed moves, never on without wiping, and a chain that holds."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import begin_write
from app.devices.models import Device
from app.refusal import Changed, Forbidden, Refused
from app.returns import actions, queries
from app.returns.models import Custody, HandedIn
from catalogue.edition import load as edition
from catalogue.returns import MOVES, ReturnState
from tests.app.devices import making
from tests.app.returns.making import handed_in, report
from tests.databases import MOMENT
from tests.people import People

NUMBERS = itertools.count(8000)
IN_REGISTER = {
    "requested": "active", "overdue": "active", "handed_in": "active", "received": "returned", "inspected": "returned",
    "wiped": "wiped", "shelved": "ready", "recycled": "recycled", "settled": "recycled", "cancelled": "active",
}  # fmt: skip
MEANS = {"shelved": "reused", "picked_up": "recycled"}
# Steps that are told and change nothing.
BESIDES = {"palletised", "sealed", "reported", "missing", "certified", "credited"}


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
        self.pallet, self.certificate = "", False

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
        me, allowed = self.karin if mine else self.omar, {"requested", "overdue"}
        self.does(lambda found: actions.hand_over(self.session, found, me, at=MOMENT), allowed, "handed_in")

    @rule()
    def two_weeks_pass(self) -> None:
        """Time alone makes it late, and only what is waited for."""
        late = MOMENT + dt.timedelta(days=20)
        assert self.tried(lambda: actions.remind(self.session, edition(), now=late))
        self.state = "overdue" if self.state == "requested" else self.state

    @rule(luck=st.integers(0, 4))
    def is_called_off(self, luck: int) -> None:
        if luck == 0:
            verb = lambda found: actions.cancel(self.session, found, self.karin, at=MOMENT)  # noqa: E731  # said once, used once
            self.does(verb, {"requested"}, "cancelled")

    @rule()
    def is_received(self) -> None:
        allowed = {"requested", "overdue", "handed_in"}
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
        self.does(lambda found: actions.shelve(self.session, found, self.omar, at=MOMENT), {"wiped"}, "shelved")

    @rule()
    def is_sent_to_the_recycler(self) -> None:
        self.does(self.sent, {"wiped"}, "recycled")

    def sent(self, found: queries.Found) -> None:
        """A pallet of its own, sealed and fetched."""
        supplier = self.session.scalars(sa.select(Supplier).order_by(Supplier.id).limit(1)).one()
        pallet = actions.open_pallet(self.session, self.omar, supplier, at=MOMENT)
        actions.load(self.session, pallet, found, self.omar, at=MOMENT)
        items = queries.pallet_items(self.session, pallet.id)
        actions.seal(self.session, pallet, items, self.omar, seal_number="PL-1", at=MOMENT)
        actions.pick_up(self.session, pallet, items, self.omar, driver="Åkeriet", at=MOMENT)
        self.pallet, self.certificate = pallet.number, False

    @precondition(lambda self: self.pallet)
    @rule(certificate=st.booleans())
    def is_reported_and_settled(self, certificate: bool) -> None:
        """The report is taken in once, a certificate may come late, and nothing is settled before it has come."""
        pallet, _supplier = queries.pallet(self.session, self.pallet)
        items = queries.pallet_items(self.session, pallet.id)
        data = report([(items[0].item.serial, "ja", "I-1" if certificate else "", "10")])
        told = {items[0].item.serial: "I-1"}
        args = self.session, pallet, items
        first = self.tried(lambda: actions.take_in(*args, self.omar, data=data, name="r.csv", wanted={}, at=MOMENT))
        if not first and certificate and self.state == "recycled":
            assert self.tried(lambda: actions.certify(*args, told, me=self.omar, at=MOMENT))
        self.certificate = self.certificate or certificate
        done = self.tried(lambda: actions.settle(*args, 0, me=self.omar, at=MOMENT))
        assert done == (self.state == "recycled" and self.certificate)
        self.state = "settled" if done else self.state

    @invariant()
    def row_register_and_chain_agree(self) -> None:
        self.session.rollback()
        question = sa.select(HandedIn, Device.state).join(Device, Device.id == HandedIn.device_id)
        row, register = self.session.execute(question.where(HandedIn.number == self.number)).one()
        ended = {"shelved": "closed", "settled": "closed"}
        assert (row.state, register) == (ended.get(self.state, self.state), IN_REGISTER[self.state])
        steps = self.session.scalars(sa.select(Custody.step).where(Custody.return_id == row.id).order_by(Custody.id))
        path = [ReturnState(MEANS.get(step, step)) for step in steps if step not in BESIDES]
        assert all(there in MOVES[here] for here, there in itertools.pairwise(path))
        assert path[-1] == row.state

    def teardown(self) -> None:
        """The whole chain holds."""
        self.session.rollback()
        assert list(queries.broken(self.session)) == []


def test_returns_under_any_order_of_events(session: Session, people: People) -> None:
    Life.session, Life.people = session, people
    quiet = settings(
        max_examples=6, stateful_step_count=16, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=quiet)
