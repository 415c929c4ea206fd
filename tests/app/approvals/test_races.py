"""Approve, decline, cancel and edit at the same moment: one outcome, on both databases."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, web
from app.approvals import actions
from app.approvals.models import Decision
from app.approvals.queries.cheaper import cheaper
from app.approvals.queries.digest import digest, line_digest
from app.approvals.queries.inbox import waiting
from app.assortment.models import Item
from app.db import begin_write
from app.desks.models import ApprovalRequest
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import Order, OrderLine, Suggestion
from app.refusal import Changed, Missing, Refused
from catalogue import money
from tests.app.orders.making import place, request
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
VERBS = ("approve", "decline", "withdraw", "fewer", "edit")


def page(session: Session, asked: int) -> tuple[int, str]:
    """What a chef is shown: the line, and the digest that their answer is bound to."""
    request = session.get_one(ApprovalRequest, asked)
    order = session.get_one(Order, request.order_id or 0)
    lines = session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order.id)).all()
    shown = lines[0].id, digest(order, waiting(lines, request))
    session.rollback()
    return shown


def edit(session: Session, people: dict[str, Visitor], asked: int, line: int, clock: Clock) -> None:
    """Another thing stands on the line: a cheaper one is put forward, and the orderer takes it."""
    order = session.get_one(Order, session.get_one(ApprovalRequest, asked).order_id or 0)
    held = session.get_one(OrderLine, line)
    options = cheaper(session, held)
    if not options:
        raise Missing
    actions.suggest(session, people["anders"], asked, line_id=line, item_id=options[0].id, text="", at=clock())
    row = session.scalars(sa.select(Suggestion).where(Suggestion.line_id == line, Suggestion.state == "open")).one()
    orders.answer_suggestion(session, people["karin"], order, row.id, accept=True, at=clock())


def act(session: Session, people: dict[str, Visitor], verb: str, asked: int, clock: Clock) -> None:
    """One person's unit of work, as a request would do it: what is answered is what was shown."""
    line, shown = page(session, asked)
    begin_write(session)
    order = session.get_one(Order, session.get_one(ApprovalRequest, asked).order_id or 0)
    if verb == "withdraw":
        orders.cancel(session, people["karin"], order, at=clock())
    elif verb == "edit":
        edit(session, people, asked, line, clock)
    else:
        choice = actions.Choice(approved=verb != "decline", quantity=1 if verb == "fewer" else None)
        actions.decide(session, people["anders"], asked, {line: choice}, reason="Nu", digest=shown, at=clock())
    session.commit()


def race(app: Flask, people: dict[str, Visitor], asked: int, *, threads: int, clock: Clock) -> None:
    """Everybody at once, each with a verb of their own."""
    ready = threading.Barrier(threads)

    def run(verb: str) -> None:
        with app.app_context(), web.store.sessionmaker() as session:
            ready.wait()
            for _ in range(20):
                try:
                    act(session, people, verb, asked, clock)
                except Changed:  # another thing stands there than was shown: look again
                    session.rollback()
                    continue
                except (Missing, Refused):
                    session.rollback()
                except sa.exc.OperationalError:
                    session.rollback()
                    continue
                return

    workers = [threading.Thread(target=run, args=(random.choice(VERBS),)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def one_outcome(session: Session, number: str) -> None:
    """The order's line, its decision and its request say the same."""
    session.rollback()
    asked = request(session, number)
    line = session.scalars(sa.select(OrderLine).where(OrderLine.order_id == asked.order_id)).one()
    made = session.scalars(
        sa.select(Decision).where(Decision.request_id == asked.id, Decision.revoked_at.is_(None))
    ).all()
    assert len(made) <= 1
    came = (asked.state, line.state, made[0].outcome if made else "")
    assert came in {
        ("decided", "released", "approved"), ("decided", "declined", "declined"), ("withdrawn", "cancelled", ""),
        ("decided", "cancelled", "approved"),
    }, came  # fmt: skip
    order = session.get_one(Order, line.order_id)
    if line.state == "released":
        assert made[0].line_digest == line_digest(order, line)
    if made and made[0].outcome == "approved":
        assert line.quantity == made[0].quantity
        assert line.unit_cost == line.unit_price * line.quantity
        assert line.vat == money.vat(line.unit_cost, line.vat_rate)


def dearest(session: Session) -> str:
    """The phone that most others are cheaper than."""
    sold = sa.select(Item.slug).where(Item.kind == "mobile_phone", Item.orderable, Item.state == "published")
    return session.scalars(sold.order_by(Item.price.desc()).limit(1)).one()


def rounds(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock, *, count: int, threads: int
) -> None:
    visitors = {name: people.visitor(name) for name in ("karin", "anders")}
    karin, dear = client_as("karin"), dearest(session)
    for _ in range(count):
        number = place(karin, dear, quantity=2)
        race(app, visitors, request(session, number).id, threads=threads, clock=clock)
        one_outcome(session, number)
    assert list(history.verify(session)) == []


def test_a_few_at_once_give_one_outcome(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock
) -> None:
    """Promise 21."""
    rounds(app, client_as, session, people, clock, count=3, threads=6)


@pytest.mark.hard
@pytest.mark.timeout(1800)
def test_thirty_at_once_fifty_times_give_one_outcome_each(
    app: Flask, client_as: SignIn, session: Session, people: People, clock: Clock
) -> None:
    """Promises 21 and 88."""
    rounds(app, client_as, session, people, clock, count=50, threads=30)
