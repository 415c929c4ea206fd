"""Whatever is done with orders, in whatever order, the ledger is what the lines say and the identity holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.budgets import actions as budgets
from app.budgets.models import Claim
from app.db import begin_write
from app.delivery import actions as delivery
from app.delivery.actions import Arrival
from app.delivery.actions.holding import ON_THE_WAY, hold
from app.desks.models import ApprovalRequest
from app.history import Actor
from app.orders.actions.budgeting import standing
from app.orders.models import Order, OrderLine
from app.refusal import Refused
from catalogue import budgets as rules
from tests.app.budgets.making import is_whole, of_unit
from tests.app.orders.making import HEADSET, PHONE, decide, place
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


class Life:
    """Karin orders, Anders decides, the supplier delivers; every verb picks something it can be done with."""

    karin: ShopClient
    anders: ShopClient

    def __init__(self, session: Session, clock: Clock, dice: random.Random, *, it: Actor) -> None:
        self.session, self.clock, self.dice = session, clock, dice
        self.it, self.credits = it, 0

    def pick(self, question: sa.Select[int]) -> int | None:
        found = self.session.scalars(question).all()
        self.session.rollback()
        return self.dice.choice(found) if found else None

    def order(self) -> None:
        place(self.karin, self.dice.choice((HEADSET, PHONE)), quantity=self.dice.randint(1, 4))

    def decide(self, verb: str, *, fewer: bool = False) -> None:
        asked = self.pick(sa.select(ApprovalRequest.id).where(ApprovalRequest.state == "open"))
        if asked is None:
            return
        form = self.anders.get(f"/godkann/{asked}").form(f"/godkann/{asked}")
        changed = {name.replace("-", "_"): "1" for name in form if fewer and name.startswith("antal-")}
        assert decide(self.anders, asked, verb, meddelande="Prov", **changed).status == 303

    def approve(self) -> None:
        self.decide("godkann", fewer=self.dice.random() < 0.4)

    def reject(self) -> None:
        self.decide("avsla")

    def regret(self) -> None:
        asked = self.pick(sa.select(ApprovalRequest.id).where(ApprovalRequest.state == "decided"))
        if asked is not None:
            self.anders.post(f"/godkann/{asked}/angra")

    def cancel(self) -> None:
        number = self.dice.choice(self.session.scalars(sa.select(Order.number)).all() or [""])
        self.session.rollback()
        self.karin.post(f"/bestallningar/{number}/avbestall")

    def send(self) -> None:
        begin_write(self.session)
        delivery.send_due(self.session, now=self.clock(), delay=0)
        self.session.commit()

    def deliver(self) -> None:
        """Some of a line comes, or all; once in a while the rest never does."""
        line = self.pick(sa.select(OrderLine.id).where(OrderLine.state.in_(ON_THE_WAY), OrderLine.registers.is_(False)))
        if line is None:
            return
        begin_write(self.session)
        of = hold(self.session, line)
        come = self.dice.randint(1, of[0].quantity - of[0].received_quantity)
        delivery.receive(self.session, of, Arrival(of[0].received_quantity, come), actor=self.it, at=self.clock())
        if of[0].state in ON_THE_WAY and self.dice.random() < 0.4:
            delivery.be_content(self.session, of, actor=self.it, at=self.clock())
        self.session.commit()

    def credit(self) -> None:
        line = self.pick(sa.select(Claim.subject_id))
        if line is None:
            return
        self.credits += 1
        begin_write(self.session)
        amount = self.dice.randint(1, 500_00)
        budgets.credit(self.session, line, amount, reference=f"K{self.credits}", at=self.clock())
        self.session.commit()

    def agrees(self) -> None:
        is_whole(self.session)
        rows = self.session.execute(sa.select(OrderLine, Claim).join(Claim, Claim.subject_id == OrderLine.id)).all()
        for line, claim in rows:
            wanted = rules.claim(standing(line), times=claim.times, invoiced=claim.invoiced)
            assert replace(claim.sums, credited=0) == wanted, (line.state, line.quantity, line.received_quantity)
        self.session.rollback()


@pytest.mark.parametrize("seed", [1861, 1860])
def test_the_ledger_is_what_the_lines_say_after_every_step(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock, *, seed: int
) -> None:
    of_unit(session, people["karin"].unit_id, 5_000_00)
    omar = Actor(people["omar"].id, "Omar Haddad")
    session.rollback()
    life = Life(session, clock, random.Random(seed), it=omar)
    life.karin, life.anders = client_as("karin"), client_as("anders")
    verbs = (life.order, life.approve, life.reject, life.regret, life.cancel, life.send, life.deliver, life.credit)
    life.order()
    for verb in life.dice.choices(verbs, weights=(4, 4, 1, 1, 2, 3, 4, 2), k=16):
        try:
            verb()
        except Refused:
            session.rollback()
        clock.forward(minutes=1)
        life.agrees()
