"""When somebody leaves, their licences come back by themselves."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.db import begin_write
from app.identity.models import Person
from app.licences import queries
from app.licences.models import LicenceEditor
from tests.app.delivery.making import line, order
from tests.app.licences.making import ELEVATED, POWER_BI, SCREEN, TODAY, anew, item_of, licence
from tests.app.licences.test_reviews import letters, questions
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


def leaves(session: Session, person: str) -> None:
    """Close somebody's account as the directory does."""
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == person).values(active=False))
    session.commit()


def test_licences_of_a_leaver_come_back_and_the_chef_is_told_once(app: Flask, session: Session) -> None:
    held = [licence(session, "karin", slug, review_on=TODAY) for slug in (POWER_BI, ELEVATED)]
    other = licence(session, "eva")
    worker.run(app, once=True)
    leaves(session, "karin")
    worker.run(app, once=True)
    worker.run(app, once=True)
    assert [(anew(session, each).state, anew(session, each).why) for each in held] == [("ended", "left")] * 2
    assert anew(session, other).state == "active"
    assert letters(session, "licence-left") == [("anders", "licence_taken_back")]
    assert {asked.state for asked in questions(session)} == {"withdrawn"}
    assert queries.pool_of(session, ELEVATED).used == 0
    assert list(history.verify(session)) == []


def test_a_screen_whose_only_editor_leaves_asks_for_a_new_one(app: Flask, client_as: SignIn, session: Session) -> None:
    made = licence(session, "karin", SCREEN, place="Entrén")
    leaves(session, "karin")
    worker.run(app, once=True)
    assert anew(session, made).state == "active"
    assert letters(session, "licence-editor") == [("anders", "licence_no_editor")]
    anders = client_as("anders")
    assert anders.post(f"/licenser/{made.number}/redaktorer", {"namn": ""}).status == 422
    assert anders.post(f"/licenser/{made.number}/redaktorer", {"namn": "Karin Lund"}).status == 422
    assert anders.post(f"/licenser/{made.number}/redaktorer", {"namn": "anders@laxa.example"}).status == 303
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(LicenceEditor)) == 1


def test_nothing_is_activated_for_somebody_who_has_left(client_as: SignIn, session: Session) -> None:
    waits = line(session, order(session, "karin"), "m365_elevated")
    session.commit()
    leaves(session, "karin")
    omar = client_as("omar")
    page = omar.follow(omar.post("/it/koer/it_workplace", {"atgard": "aktivera", "rad": str(waits.id)}))
    assert "har slutat" in page.text
    session.rollback()
    session.refresh(waits)
    assert waits.state == "released"
    assert queries.has(session, waits.order_id, item_of(session, ELEVATED).id) is False
