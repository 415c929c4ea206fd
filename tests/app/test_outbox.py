"""The outbox: letters are carried at least once, none blocks another, none is dropped."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.db import begin_write
from app.outbox import MOST_TRIES, Letter
from tests.databases import MOMENT

LATER = MOMENT + dt.timedelta(minutes=5)


def begin(session: Session) -> None:
    """Begin a unit of work that writes, whatever was read before."""
    session.rollback()
    begin_write(session)


def post(session: Session, *keys: str) -> None:
    begin(session)
    for key in keys:
        outbox.post(session, "mail", key, {"to": "a@b.example"}, at=MOMENT)
    session.commit()


def claim(session: Session, now: dt.datetime) -> Letter | None:
    begin(session)
    letter = outbox.claim(session, now)
    session.commit()
    return letter


def test_letters_go_in_order_and_once(session: Session) -> None:
    post(session, "one", "two")
    for key in ("one", "two"):
        letter = claim(session, MOMENT)
        assert letter is not None
        assert letter.key == key
        begin(session)
        outbox.sent(session, letter, MOMENT)
        session.commit()
    assert claim(session, LATER) is None


def test_a_claimed_letter_is_not_given_twice_until_its_lease_ends(session: Session) -> None:
    post(session, "one")
    assert claim(session, MOMENT) is not None
    assert claim(session, MOMENT + dt.timedelta(seconds=30)) is None
    assert claim(session, LATER) is not None


def test_a_worker_that_lost_its_lease_cannot_settle_the_letter(session: Session) -> None:
    post(session, "one")
    slow = claim(session, MOMENT)
    assert slow is not None
    # What the slow worker remembers of the letter, apart from what the database says meanwhile.
    slow = Letter(id=slow.id, lease=slow.lease)
    session.rollback()
    taken_over = claim(session, LATER)
    assert taken_over is not None
    begin(session)
    outbox.sent(session, slow, LATER)
    session.commit()
    assert session.scalar(sa.select(Letter.state)) == "waiting"


def test_a_failing_letter_is_tried_later_then_parked_and_never_in_the_way(session: Session) -> None:
    post(session, "bad", "good")
    now = MOMENT
    for _ in range(MOST_TRIES):
        letter = session.scalar(sa.select(Letter).where(Letter.key == "bad"))
        assert letter is not None
        begin(session)
        session.execute(sa.update(Letter).where(Letter.key == "bad").values(due_at=now - dt.timedelta(days=1)))
        session.commit()
        claimed = claim(session, now)
        assert claimed is not None
        assert claimed.key == "bad"
        begin(session)
        outbox.failed(session, claimed, now, "no such address")
        session.commit()
        now += dt.timedelta(hours=2)
    assert session.scalar(sa.select(Letter.state).where(Letter.key == "bad")) == "parked"
    following = claim(session, now)
    assert following is not None
    assert following.key == "good"
    assert outbox.waiting(session)[:2] == (1, 1)
