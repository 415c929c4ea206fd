"""Whatever is done in whatever order, a return only makes listed moves, and never more goes back than came."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from app import web
from app.history import Actor
from app.refusal import Refused
from app.ware_returns import actions
from app.ware_returns.models import WareReturn
from catalogue.ware_returns import LIVING, MOVES, Reason, ReturnState
from tests.app.delivery.making import ordered
from tests.databases import MOMENT, Clock, Database
from tests.people import People

ORDERED = 4


class Machine(RuleBasedStateMachine):
    """One delivered line, and everybody who may do something about its returns."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.database.renew()
        self.context = self.database.app.app_context()
        self.context.push()
        self.session: Session = web.store.sessionmaker()
        [line] = ordered(self.session, "karin", "headset", quantity=ORDERED, state="delivered", delivered_at=MOMENT)
        self.line_id, self.count = line.id, 0
        self.karin = People(self.session, Clock()).visitor("karin")
        self.known: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.context.pop()

    def attempt(self, verb: Callable[[], Any]) -> None:
        """Do it; what is refused leaves nothing behind."""
        self.session.rollback()
        try:
            verb()
        except Refused:
            self.session.rollback()
        else:
            self.session.commit()

    @rule(quantity=st.integers(0, ORDERED + 1), reason=st.sampled_from(Reason))
    def ask(self, quantity: int, reason: Reason) -> None:
        self.count += 1
        wanted = actions.Wanted(quantity, reason, "", f"t{self.count}")
        self.attempt(
            lambda: actions.ask(self.session, self.karin, "2026-00001", self.line_id, wanted=wanted, at=MOMENT)
        )

    @rule(which=st.integers(0, 5), verb=st.sampled_from(["hand_in", "cancel", "receive", "refuse", "credit", "late"]))
    def move(self, which: int, verb: str) -> None:
        self.session.rollback()
        rows = self.session.scalars(sa.select(WareReturn).order_by(WareReturn.id)).all()
        if not rows:
            return
        row, actor = rows[which % len(rows)], Actor(self.karin.id, "x")
        verbs: dict[str, Callable[[], object]] = {
            "hand_in": lambda: actions.hand_in(self.session, row, "", actor=actor, at=MOMENT),
            "cancel": lambda: actions.cancel(self.session, row, actor=actor, at=MOMENT),
            "receive": lambda: actions.receive(self.session, row, actor=actor, at=MOMENT),
            "refuse": lambda: actions.refuse(self.session, row, "no", actor=actor, at=MOMENT),
            "credit": lambda: actions.credit(self.session, row, note="K", amount=row.expected, actor=actor, at=MOMENT),
            "late": lambda: actions.note_late(self.session, today=row.send_by.replace(year=2027), at=MOMENT),
        }
        self.attempt(verbs[verb])

    @invariant()
    def only_listed_moves(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.rollback()
        now = {row.id: row.state for row in self.session.execute(sa.select(WareReturn.id, WareReturn.state))}
        for key, state in now.items():
            before = self.known.get(key)
            assert before is None or state == before or ReturnState(state) in MOVES[ReturnState(before)]
            assert before is not None or state == ReturnState.REQUESTED
        self.known = now

    @invariant()
    def never_more_than_came(self) -> None:
        if hasattr(self, "session"):
            living = sa.select(sa.func.coalesce(sa.func.sum(WareReturn.quantity), 0))
            assert (self.session.scalar(living.where(WareReturn.state.in_(LIVING))) or 0) <= ORDERED


def test_returns_only_make_listed_moves_and_never_more_than_came(database: Database, app: Flask) -> None:
    machine = type("Bound", (Machine,), {"database": database})
    limits = settings(
        max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=limits)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "credited"},
        {"state": "refused"},
        {"state": "somewhere"},
        {"quantity": 0},
        {"expected": -1},
    ],
)
def test_the_database_refuses_what_the_rules_forbid(session: Session, values: dict[str, object]) -> None:
    [line] = ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    karin = People(session, Clock()).visitor("karin")
    wanted = actions.Wanted(1, Reason.WRONG, "", "t")
    actions.ask(session, karin, "2026-00001", line.id, wanted=wanted, at=MOMENT)
    session.commit()
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(WareReturn).values(values))
    with suppress(sa.exc.InvalidRequestError):
        session.rollback()
