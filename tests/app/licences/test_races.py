"""Ending, keeping, answering, leaving and tending at the same moment: one outcome, and the pool adds up."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history
from app.approvals import actions as approvals
from app.db import begin_write
from app.delivery.actions import activate
from app.delivery.actions.holding import hold
from app.desks.models import ApprovalRequest
from app.identity.models import Person
from app.identity.queries import Visitor
from app.licences import actions, queries
from app.licences.actions.reviewing import review_now
from app.licences.models import Licence, LicenceReview
from app.orders.models import OrderLine
from tests.app.delivery.making import line, order
from tests.app.licences.making import ELEVATED, POWER_BI, SCREEN, day, licence
from tests.app.licences.test_pools import IT, sized
from tests.databases import MOMENT
from tests.people import People
from tests.races import Verb, at_once


def verbs_on(made: int, asked: int, people: dict[str, Visitor]) -> list[Verb]:
    """What several people may do with one licence of Karin's."""
    again = lambda own: own.get_one(Licence, made)  # noqa: E731  # a name for one expression
    answer = lambda own, yes: approvals.decide(  # noqa: E731  # as above
        own, people["anders"], asked, {approvals.WHOLE: approvals.Choice(approved=yes)}, reason="", digest="", at=MOMENT
    )
    return [
        lambda own: answer(own, True),
        lambda own: answer(own, False),
        lambda own: actions.end_on(own, people["karin"], again(own), day(0), reason="", at=MOMENT),
        lambda own: actions.end_on(own, people["anders"], again(own), day(40), reason="", at=MOMENT),
        lambda own: actions.keep(own, people["anders"], again(own), at=MOMENT),
        lambda own: actions.tend(own, made, at=MOMENT.replace(day=28)),
        lambda own: actions.take_back_from(own, people["karin"].id, at=MOMENT),
    ]


def consistent(session: Session, made: Licence) -> None:
    """The licence, the question about it and the pool tell the same story."""
    session.rollback()
    now = session.get_one(Licence, made.id, populate_existing=True)
    pool = queries.pool_of(session, POWER_BI)
    active = session.scalar(
        sa.select(sa.func.count()).where(Licence.item_id == made.item_id, Licence.state == "active")
    )
    assert pool.used == active
    review = session.scalars(sa.select(LicenceReview).where(LicenceReview.licence_id == made.id)).one()
    request = session.scalars(sa.select(ApprovalRequest).where(ApprovalRequest.matter_id == review.id)).one()
    states = {"open": {"open"}, "decided": {"kept", "ended"}, "withdrawn": {"withdrawn"}}
    assert review.state in states[request.state]
    assert (now.state == "ended") == (now.ended_on is not None)


def rounds(app: Flask, session: Session, people: People, *, count: int) -> None:
    visitors = {key: people.visitor(key) for key in ("karin", "anders")}
    for turn in range(count):
        made = licence(session, "karin", POWER_BI)
        licence_id = made.id
        session.rollback()
        begin_write(session)
        review_now(session, session.get_one(Licence, licence_id), actor=IT, at=MOMENT)
        asked = session.scalars(sa.select(ApprovalRequest.id).order_by(ApprovalRequest.id.desc())).first() or 0
        gone = turn % 2 == 1
        session.execute(sa.update(Person).where(Person.subject == "karin").values(active=not gone))
        session.commit()
        verbs = verbs_on(licence_id, asked, visitors)
        random.shuffle(verbs)
        at_once(app, verbs)
        consistent(session, made)
        session.rollback()
        begin_write(session)
        session.execute(sa.update(Person).where(Person.subject == "karin").values(active=False))
        actions.take_back_from(session, visitors["karin"].id, at=MOMENT)
        session.execute(sa.update(Person).where(Person.subject == "karin").values(active=True))
        session.commit()
        consistent(session, made)
    assert list(history.verify(session)) == []


def test_a_few_at_once_leave_one_story(app: Flask, session: Session, people: People) -> None:
    rounds(app, session, people, count=3)


@pytest.mark.hard
@pytest.mark.timeout(1200)
def test_many_at_once_fifty_times_leave_one_story_each(app: Flask, session: Session, people: People) -> None:
    rounds(app, session, people, count=50)


@pytest.mark.rule("R-204")
def test_the_last_licences_go_to_as_many_lines_as_there_are_and_no_line_twice(app: Flask, session: Session) -> None:
    sized(session, SCREEN, 3)
    begin_write(session)
    made = order(session, "maria")
    waiting = [line(session, made, "playipp", answers={"place": f"Skärm {number}"}) for number in range(6)]
    ids = [each.id for each in waiting]
    session.commit()
    at_once(app, [lambda own, each=each: activate(own, hold(own, each), actor=IT, at=MOMENT) for each in ids * 2])  # type: ignore[misc]  # each thread its own line
    session.rollback()
    states = list(session.scalars(sa.select(OrderLine.state).where(OrderLine.id.in_(ids))))
    assert (states.count("delivered"), states.count("released")) == (3, 3)
    assert session.scalar(sa.select(sa.func.count(Licence.id))) == 3
    assert queries.pool_of(session, SCREEN).used == 3


def test_one_person_has_one_elevated_licence_however_it_comes(session: Session) -> None:
    licence(session, "karin", ELEVATED)
    with pytest.raises(sa.exc.IntegrityError):
        licence(session, "karin", "m365-forhojd-sakerhet")
