"""The recipient's yes, and what happens without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import begin_write
from app.delivery import actions
from app.orders.models import OrderLine
from app.outbox import Letter
from tests.app.delivery.making import ordered
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
Anew = Callable[[OrderLine], OrderLine]
ADDRESS = "/bestallningar/2026-00001/rader/{}/mottagen"


@pytest.mark.parametrize(
    ("kind", "state"), [("headset", "sourced"), ("headset", "delivered"), ("staff_pc", "delivered")]
)
def test_the_recipient_closes_what_has_come(
    client_as: SignIn, session: Session, anew: Anew, kind: str, state: str
) -> None:
    [line] = ordered(session, "karin", kind, state=state, delivered_at=MOMENT if state == "delivered" else None)
    karin = client_as("karin")
    for _ in range(2):
        assert karin.post(ADDRESS.format(line.id)).status == 303
    assert anew(line).state == "closed"
    assert anew(line).delivered_at is not None
    events = [entry.event for entry in history.of(session, "order", line.order_id)]
    assert events.count("delivery.confirmed") == 1
    assert list(history.verify(session)) == []


@pytest.mark.rule("R-164")
@pytest.mark.parametrize(
    ("kind", "state"),
    [("mobile_phone", "sourced"), ("staff_pc", "ready"), ("headset", "released"), ("headset", "declined")],
)
def test_what_has_not_come_cannot_be_confirmed(
    client_as: SignIn, session: Session, anew: Anew, kind: str, state: str
) -> None:
    [line] = ordered(session, "karin", kind, state=state)
    page = client_as("karin").post(ADDRESS.format(line.id))
    assert page.status == 422
    assert "har inte lämnats ut än" in page.text
    assert anew(line).state == state


@pytest.mark.parametrize("person", ["anders", "sara", "omar", "maria"])
def test_nobody_else_confirms(client_as: SignIn, session: Session, anew: Anew, person: str) -> None:
    [line] = ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    browser = client_as(person)
    foreign = browser.post(ADDRESS.format(line.id))
    unknown = browser.post(ADDRESS.format(99999))
    assert foreign.status == unknown.status == 404
    assert anew(line).state == "delivered"


def test_a_line_of_another_order_is_not_there(client_as: SignIn, session: Session, anew: Anew) -> None:
    ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    [other] = ordered(session, "sara", "headset", number="2026-00002", state="delivered", delivered_at=MOMENT)
    assert client_as("karin").post(ADDRESS.format(other.id)).status == 404
    assert anew(other).state == "delivered"


def later(session: Session, work: Callable[..., int], **span: float) -> int:
    """Let the worker's verb run some time after the delivery."""
    session.rollback()
    begin_write(session)
    done = work(session, now=MOMENT + dt.timedelta(**span))
    session.commit()
    return done


def test_after_fourteen_days_silence_means_yes(session: Session, anew: Anew) -> None:
    [line] = ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    assert later(session, actions.close_unconfirmed, days=13, hours=23) == 0
    assert later(session, actions.close_unconfirmed, days=14) == 1
    assert anew(line).state == "closed"
    assert history.of(session, "order", line.order_id)[0].actor_id is None


def test_one_reminder_halfway_and_never_a_second(session: Session) -> None:
    [line] = ordered(session, "karin", "headset", state="delivered", delivered_at=MOMENT)
    assert later(session, actions.remind_unconfirmed, days=6) == 0
    assert later(session, actions.remind_unconfirmed, days=7) == 1
    assert later(session, actions.remind_unconfirmed, days=8) == 0
    letter = session.scalars(sa.select(Letter)).one()
    assert letter.key == f"receipt-reminder:{line.id}"
    assert letter.payload["params"]["closes"] == "måndag 7 december"


def test_confirmed_lines_are_left_alone(session: Session) -> None:
    ordered(session, "karin", "headset", state="closed", delivered_at=MOMENT)
    assert later(session, actions.close_unconfirmed, days=30) == 0
    assert later(session, actions.remind_unconfirmed, days=30) == 0


@pytest.mark.parametrize(("kind", "offered"), [("headset", True), ("mobile_phone", False)])
def test_the_order_page_offers_the_yes_when_it_may_have_come(
    client_as: SignIn, session: Session, kind: str, offered: bool
) -> None:
    [line] = ordered(session, "karin", kind, state="sourced")
    page = client_as("karin").get("/bestallningar/2026-00001")
    assert (page.soup.select_one(f"form[action='{ADDRESS.format(line.id)}']") is not None) == offered
