"""Lines move along one table, guarded in SQL, whatever is tried in whatever order (promises 21 and 68)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import history, web
from app.history import Actor
from app.orders import actions
from app.orders.models import MOVES, LineState, Order, OrderLine
from app.orders.queries.progress import progress
from app.refusal import Changed
from tests.app.orders.making import HEADSET, LAPTOP, PHONE, lines, order, place
from tests.client import ShopClient
from tests.databases import Clock

S = LineState
SOMEBODY = Actor(None, "Prov")
SignIn = Callable[[str], ShopClient]
Steps = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(LineState))), max_size=12)


@pytest.fixture
def number(client_as: SignIn) -> str:
    """An order of three lines."""
    return place(client_as("karin"), HEADSET, PHONE, LAPTOP)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=Steps)
def test_any_walk_keeps_to_the_table_and_the_order_follows(
    session: Session, number: str, clock: Clock, steps: list[tuple[int, LineState]]
) -> None:
    """The model is a list of states and the table; the database must agree after every step."""
    rows = list(lines(session, number).values())
    model = [LineState(row.state) for row in rows]
    for place_, to in steps:
        try:
            actions.move(session, rows[place_], to, actor=SOMEBODY, at=clock(), event="line.released")
            assert to in MOVES[model[place_]]
            model[place_] = to
        except Changed:
            assert to not in MOVES[model[place_]]
        fresh = sa.select(Order).where(Order.number == number).execution_options(populate_existing=True)
        kept = session.scalars(fresh).one()
        assert [row.state for row in rows] == model
        assert kept.progress == progress(model)
        assert kept.waiting_count == sum(state in (S.PENDING_APPROVAL, S.PENDING_CONSULTATION) for state in model)
    assert list(history.verify(session)) == []
    session.rollback()


def test_the_second_of_two_hands_is_told(app: Flask, session: Session, number: str, clock: Clock) -> None:
    mine = lines(session, number)["headset"]
    session.expunge(mine)
    session.rollback()
    with web.store.sessionmaker() as other:
        theirs = other.get_one(OrderLine, mine.id)
        actions.move(other, theirs, S.CANCELLED, actor=SOMEBODY, at=clock(), event="line.cancelled")
        other.commit()
    with pytest.raises(Changed):
        actions.move(session, mine, S.SOURCED, actor=SOMEBODY, at=clock(), event="line.released")
    session.rollback()
    assert lines(session, number)["headset"].state == "cancelled"


def test_release_counts_working_days(session: Session, number: str, clock: Clock) -> None:
    phone = lines(session, number)["mobile_phone"]
    actions.release(session, phone, actor=SOMEBODY, at=clock())
    session.commit()
    phone = lines(session, number)["mobile_phone"]
    assert phone.state == "released"
    assert phone.released_at == clock()
    assert phone.expected_on is not None
    assert phone.expected_on > clock().date()


def test_fewer_costs_less_and_regret_restores_it(session: Session, client_as: SignIn, clock: Clock) -> None:
    number = place(client_as("karin"), PHONE, quantity=3)
    before = order(session, number).unit_cost
    phone = lines(session, number)["mobile_phone"]
    actions.reduce(session, phone, 1)
    actions.release(session, phone, actor=SOMEBODY, at=clock())
    session.commit()
    assert order(session, number).unit_cost * 3 == before
    actions.send_back(session, lines(session, number)["mobile_phone"], actor=SOMEBODY, at=clock())
    session.commit()
    after = order(session, number)
    assert after.unit_cost == before
    assert lines(session, number)["mobile_phone"].quantity == 3


def test_a_declined_line_leaves_the_sums(session: Session, number: str, clock: Clock) -> None:
    found = lines(session, number)
    cost = order(session, number).unit_cost
    phone = lines(session, number)["mobile_phone"]
    actions.decline(session, phone, actor=SOMEBODY, at=clock(), reason="Nej")
    session.commit()
    assert order(session, number).unit_cost == cost - found["mobile_phone"].unit_cost


@pytest.mark.parametrize("quantity", [0, 4, -1])
def test_fewer_is_never_none_and_never_more(session: Session, client_as: SignIn, quantity: int) -> None:
    number = place(client_as("karin"), PHONE, quantity=3)
    with pytest.raises(Changed):
        actions.reduce(session, lines(session, number)["mobile_phone"], quantity)


def test_numbers_follow_each_other(session: Session, client_as: SignIn) -> None:
    karin = client_as("karin")
    numbers = [place(karin, HEADSET) for _ in range(3)]
    assert numbers == ["2026-00001", "2026-00002", "2026-00003"]
