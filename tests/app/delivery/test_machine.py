"""Whatever the partner says and IT does in whatever order: only listed moves, never more than ordered, ended once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app import history, web
from app.delivery import actions
from app.delivery.actions.holding import hold
from app.delivery.actions.reading import Answered, Content, Sent, Where
from app.delivery.actions.taking import Came
from app.delivery.models import PartnerOrder, Shipment, ShipmentLine
from app.delivery.queries.shipments import packed
from app.history import Actor, HistoryEntry
from app.identity.models import Person
from app.orders.models import MOVES, LineState, OrderLine
from app.refusal import Missing, Refused
from tests.app.delivery.making import ordered
from tests.databases import MOMENT, Database

ORDERED = 5
ENDS = (LineState.DELIVERED, LineState.CLOSED, LineState.CANCELLED)
WHERE = Where("P2026-00001", 1, place="x")


class Machine(RuleBasedStateMachine):
    """One line of one partner order, the partner's documents about it, and goods reception."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.database.renew()
        self.context = self.database.app.app_context()
        self.context.push()
        self.session: Session = web.store.sessionmaker()
        petra = self.session.execute(sa.select(Person.id, Person.supplier_id).where(Person.subject == "petra")).one()
        self.actor, self.supplier = Actor(petra.id, "Petra"), petra.supplier_id
        [line] = ordered(self.session, "karin", "headset", supplier_id=self.supplier, quantity=ORDERED)
        self.line_id, self.count = line.id, 0
        actions.send_due(self.session, now=MOMENT, delay=0)
        self.session.commit()
        self.state = LineState.SOURCED

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.context.pop()

    def attempt(self, verb: Callable[[], Any]) -> None:
        """Do it; what is refused leaves nothing behind."""
        self.session.rollback()
        try:
            verb()
        except (Refused, Missing):
            self.session.rollback()
        else:
            self.session.commit()

    def told(self, content: Content) -> None:
        """The partner sends a document, twice: the second time is without effect."""
        self.count += 1
        content.reference = f"D{self.count}"
        for _ in range(2):
            self.attempt(
                lambda: actions.send_typed(
                    self.session, self.supplier, content, actor=self.actor, today=MOMENT.date(), at=MOMENT
                )
            )

    @rule(quantity=st.integers(1, ORDERED + 1))
    def announce(self, quantity: int) -> None:
        self.told(Content("dispatch", sent=[Sent(WHERE, quantity)]))

    @rule(status=st.sampled_from(["ordered", "backordered", "refused"]), later=st.integers(0, ORDERED))
    def answer(self, status: str, later: int) -> None:
        self.told(Content("answer", answers=[Answered(WHERE, status, later=later)]))

    @rule(which=st.integers(0, 3), count=st.integers(1, ORDERED))
    def take(self, which: int, count: int) -> None:
        self.session.rollback()
        sendings = self.session.scalars(sa.select(Shipment).order_by(Shipment.id)).all()
        if not sendings:
            return
        sending = sendings[which % len(sendings)]
        [row] = packed(self.session, sending.id)
        came = Came(counts={row.row.id: (row.row.received, count)})
        self.attempt(lambda: actions.take_shipment(self.session, sending, came, actor=self.actor, at=MOMENT))

    @rule(count=st.integers(1, ORDERED))
    def receive_by_hand(self, count: int) -> None:
        def verb() -> None:
            of = hold(self.session, self.line_id)
            arrival = actions.Arrival(of[0].received_quantity, count, note=str(self.count))
            actions.receive(self.session, of, arrival, actor=self.actor, at=MOMENT)

        self.attempt(verb)

    @rule(verb=st.sampled_from(["end_line", "be_content", "deliver", "confirm", "backorder", "back_on_its_way"]))
    def act(self, verb: str) -> None:
        self.attempt(
            lambda: getattr(actions, verb)(self.session, hold(self.session, self.line_id), actor=self.actor, at=MOMENT)
        )

    @rule(which=st.integers(0, 3))
    def give_up(self, which: int) -> None:
        self.attempt(lambda: actions.close_short(self.session, which + 1, actor=self.actor, at=MOMENT))

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.rollback()
        line = self.session.scalars(sa.select(OrderLine)).one()
        reached, front = {self.state}, {self.state}
        while front:
            front = {to for state in front for to in MOVES[state]} - reached
            reached |= front
        assert LineState(line.state) in reached
        self.state = LineState(line.state)
        assert 0 <= line.received_quantity <= line.quantity <= ORDERED
        if self.state in (LineState.DELIVERED, LineState.CLOSED):
            assert line.received_quantity == line.quantity
        announced = sa.select(sa.func.sum(ShipmentLine.quantity - ShipmentLine.received)).join(Shipment)
        on_its_way = self.session.scalar(announced.where(Shipment.state == "announced")) or 0
        assert self.state in ENDS or line.received_quantity + on_its_way <= ORDERED
        made = self.session.scalars(sa.select(PartnerOrder.state)).one()
        assert (made in ("received", "ended")) == (self.state in ENDS)
        ends = ("delivery.delivered", "delivery.ended", "delivery.confirmed")
        entries = self.session.scalars(sa.select(HistoryEntry.event).where(HistoryEntry.event.in_(ends))).all()
        assert len(entries) == len(set(entries))
        assert list(history.verify(self.session)) == []


def test_deliveries_only_make_listed_moves_and_add_up(database: Database, app: Flask) -> None:
    machine = type("Bound", (Machine,), {"database": database})
    limits = settings(
        max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=limits)
