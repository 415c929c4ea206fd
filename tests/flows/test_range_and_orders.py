"""Whatever becomes of the range, an order keeps the name, the price and the version it was placed with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.actions.changing import SYSTEM
from app.assortment.queries import catalogue_version
from app.history import Actor
from app.orders.models import Order, OrderLine
from tests.app.assortment.making import decision, draft, item
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SCREEN = "skarm-24"
CHANGES = st.lists(
    st.tuples(st.sampled_from(["price", "name", "withdraw", "publish", "swap", "revert"]), st.integers(1, 400_000)),
    min_size=1, max_size=6,
)  # fmt: skip


def kept(session: Session) -> list[tuple[object, ...]]:
    """What an order and its line say of the thing that was ordered."""
    session.expire_all()
    question = sa.select(
        Order.catalogue_version, Order.unit_cost, OrderLine.name, OrderLine.unit_price, OrderLine.vat_rate,
        OrderLine.supplier_id, OrderLine.verdict,
    ).join(OrderLine, OrderLine.order_id == Order.id)  # fmt: skip
    return [tuple(row) for row in session.execute(question)]


def change(session: Session, what: str, number: int, omar: Actor, at: dt.datetime) -> None:
    """Let something happen to the screen that was ordered."""
    screen = item(session, SCREEN)
    if what == "price":
        actions.correct(session, screen, {"price": number, "price_sample": False}, actor=SYSTEM, at=at)
    elif what == "name":
        actions.correct(session, screen, {"name": f"Skärm {number}", "supplier_id": None}, actor=SYSTEM, at=at)
    elif what in ("withdraw", "publish"):
        state = {"withdraw": "withdrawn", "publish": "published"}[what]
        actions.decide(session, decision(session, at), screen, state, content={"price": number}, actor=SYSTEM, at=at)
    elif what == "swap" and screen.state == "published" and screen.swap_id is None:
        wish = actions.Swap(screen, draft(session, SCREEN, f"skarm-{at.timestamp():.0f}"), "Slut", at.date())
        actions.swap(session, wish, actor=omar, at=at)
    elif what == "revert":
        actions.revert_due(session, at=at)


@given(changes=CHANGES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def _orders_keep(session: Session, omar: Actor, changes: list[tuple[str, int]]) -> None:
    before, version = kept(session), catalogue_version(session)
    for days, (what, number) in enumerate(changes, 1):
        change(session, what, number, omar, MOMENT + dt.timedelta(days=days))
        session.flush()
    assert kept(session) == before
    assert catalogue_version(session) >= version
    session.rollback()


def test_orders_keep_name_price_and_version_after_any_change_of_the_range(
    client_as: Callable[[str], ShopClient], session: Session, people: People
) -> None:
    karin = client_as("karin")
    karin.post("/varukorg/rader", {"item": SCREEN, "antal": "2"})
    placed = karin.post("/kassa", karin.get("/kassa").form("/kassa"))
    assert placed.status == 303
    assert len(kept(session)) == 1
    omar = Actor(people["omar"].id, "Omar Haddad")
    session.rollback()
    _orders_keep(session, omar)
    text = karin.get(placed.location).text
    change(session, "name", 1, omar, MOMENT)
    change(session, "price", 1, omar, MOMENT)
    session.commit()
    assert karin.get(placed.location).text == text
