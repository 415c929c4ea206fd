"""Many buyers of the last krona at the same moment: exactly one gets it, on both databases (promise 47)."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.budgets.models import Frame
from app.identity.models import Person, RoleGrant
from app.orders.models import Order
from catalogue.budgets import Stop, Sums
from tests.app.budgets.making import frame, is_whole, of_unit
from tests.app.orders.making import HEADSET, fill
from tests.client import ShopClient
from tests.people import People

BUSY = 503


def colleagues(session: Session, people: People, count: int) -> list[str]:
    """So many who order for Karin's unit; gives their keys."""
    unit = people["karin"].unit_id
    keys = [f"race{number}" for number in range(count)]
    rows = [
        Person(
            provider="demo", subject=key, name=f"Köpare {key}", sort_key=key, email=f"{key}@example.org", title="",
            unit_id=unit,
        )
        for key in keys
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    since = dt.date(2020, 1, 1)
    session.add_all(RoleGrant(person_id=row.id, role="employee", valid_from=since) for row in rows)
    session.commit()
    return keys


def buy_at_once(app: Flask, session: Session, people: People, count: int) -> tuple[int, list[int]]:
    """Everybody buys the same thing when the frame holds one of it; gives the frame and the answers."""
    price = session.scalars(sa.select(Item.price).where(Item.slug == HEADSET)).one()
    mine = of_unit(session, people["karin"].unit_id, price, stop=Stop.HARD)
    buyers = [ShopClient(app, key) for key in colleagues(session, people, count)]
    forms = []
    for buyer in buyers:
        fill(buyer, HEADSET)
        forms.append(buyer.get("/kassa").form("/kassa"))
    ready, answers = threading.Barrier(count), []

    def run(buyer: ShopClient, form: dict[str, str]) -> None:
        ready.wait()
        answer = buyer.post("/kassa", form)
        while answer.status == BUSY:
            answer = buyer.post("/kassa", form)
        answers.append(answer.status)

    workers = [threading.Thread(target=run, args=pair) for pair in zip(buyers, forms, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return mine, answers


def one_got_it(session: Session, mine: int, answers: list[int], count: int) -> None:
    assert Counter(answers) == Counter({303: 1, 422: count - 1})
    found: Frame = frame(session, mine)
    assert (found.left, found.sums) == (0, Sums(reserved=found.amount))
    assert session.scalar(sa.select(sa.func.count(Order.id))) == 1
    is_whole(session)


def test_a_few_buyers_of_the_last_krona_give_one_order(app: Flask, session: Session, people: People) -> None:
    mine, answers = buy_at_once(app, session, people, 4)
    one_got_it(session, mine, answers, 4)


@pytest.mark.hard
@pytest.mark.timeout(1800)
def test_fifty_buyers_of_the_last_krona_give_one_order(app: Flask, session: Session, people: People) -> None:
    mine, answers = buy_at_once(app, session, people, 50)
    one_got_it(session, mine, answers, 50)
