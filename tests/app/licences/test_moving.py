"""Who changes unit takes the licence along when the new chef agrees; a merged unit's licences go to its heir."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.db import begin_write
from app.identity.models import Person, Unit
from tests.app.licences.making import anew, licence
from tests.app.licences.test_reviews import questions
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


def unit_id(session: Session, of: str) -> int:
    """The unit of a demo person."""
    session.rollback()
    return session.execute(sa.select(Person.unit_id).where(Person.subject == of)).scalar_one()


def moves(session: Session, who: str, to: str) -> int:
    """Let somebody work in another's unit from now on."""
    new = unit_id(session, to)
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == who).values(unit_id=new))
    session.commit()
    return new


def test_the_old_unit_pays_until_the_new_chef_has_said_yes(app: Flask, client_as: SignIn, session: Session) -> None:
    made, before = licence(session, "karin"), unit_id(session, "karin")
    new = moves(session, "karin", "maria")
    worker.run(app, once=True)
    worker.run(app, once=True)
    [asked] = questions(session)
    assert (asked.decider_name, anew(session, made).unit_id) == ("Jonas Berg", before)
    jonas = client_as("jonas")
    page = jonas.get(f"/godkann/{asked.id}").text
    assert "följer med från Stenebergsskolan" in page
    assert "chef för Kanslienheten" in page
    jonas.post(f"/godkann/{asked.id}", {"beslut": "godkann"})
    now = anew(session, made)
    assert (now.unit_id, now.cost_centre) == (new, "Ansvar 31200, verksamhet 9110")
    worker.run(app, once=True)
    assert len(questions(session)) == 1


def test_a_no_of_the_new_chef_gives_the_notice(app: Flask, client_as: SignIn, session: Session) -> None:
    made = licence(session, "karin")
    moves(session, "karin", "maria")
    worker.run(app, once=True)
    client_as("jonas").post(f"/godkann/{questions(session)[0].id}", {"beslut": "avsla"})
    assert (anew(session, made).state, anew(session, made).why) == ("active", "review")
    worker.run(app, once=True)
    assert len(questions(session)) == 1


def test_the_licences_of_a_merged_unit_go_to_its_heir_without_a_question(app: Flask, session: Session) -> None:
    made, old, heir = licence(session, "karin"), unit_id(session, "karin"), unit_id(session, "eva")
    session.rollback()
    begin_write(session)
    session.execute(sa.update(Unit).where(Unit.id == old).values(successor_id=heir, closed_on=sa.func.current_date()))
    session.execute(sa.update(Person).where(Person.unit_id == old).values(unit_id=heir))
    session.commit()
    worker.run(app, once=True)
    assert (anew(session, made).unit_id, questions(session)) == (heir, [])
