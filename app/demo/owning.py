"""Owning in the demo world, with the shop's own verbs: what is replaced, answered, on the reuse shelf, for classes."""

from __future__ import annotations

import datetime as dt
import random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo import radar
from app.demo.cases import visitor_of
from app.devices import actions
from app.devices.models import HELD, Device, DeviceState, Holding, Question, Renewal, RenewalState
from app.devices.queries import mine_to_answer, offers, renewals
from app.history import Actor
from app.identity.models import Person, Unit
from app.words import say
from app.words.formats import today_of
from catalogue.classes import read_classes
from catalogue.edition import load as edition

PICKERS = ("maria", "eva", "sara")
SHELF = 3
OPEN_EACH = 9


def begin(session: Session, *, now: dt.datetime) -> None:
    """Everybody answers for what stands on them since it came, and most have said so within the year."""
    _answer_for(session)
    dice = random.Random(2028)
    held = sa.select(Holding).where(Holding.until.is_(None), Holding.person_id.is_not(None)).order_by(Holding.id)
    for number, holding in enumerate(session.scalars(held).all()):
        asked = max(holding.since, now - dt.timedelta(days=dice.randint(20, 300)))
        given = (
            {} if number % OPEN_EACH == 0 else {"answer": "yes", "answered_at": asked, "answered_by": holding.person_id}
        )
        session.add(Question(holding_id=holding.id, kind="yearly", asked_at=asked, **given))
    session.flush()


def _answer_for(session: Session) -> None:
    """Somebody answers for every device in use, where nobody does yet."""
    stands = sa.exists().where(Holding.device_id == Device.id, Holding.until.is_(None))
    for device in session.scalars(sa.select(Device).where(Device.state.in_(HELD), ~stands).order_by(Device.id)).all():
        since = dt.datetime.combine(device.in_service_on or device.received_on, dt.time(9), dt.UTC)
        session.add(
            Holding(device_id=device.id, person_id=device.holder_id, unit_id=device.unit_id,
                    holder_name=device.holder_name, cause="import", since=since)
        )  # fmt: skip
    session.flush()


def live(session: Session, *, now: dt.datetime) -> None:
    """What happened lately: renewals picked and not, a no, the reuse shelf, a whole year of pupils."""
    planned = now - dt.timedelta(days=12)
    while actions.plan_renewals(session, edition(), now=planned):
        pass
    for key in PICKERS:
        _pick(session, key, now - dt.timedelta(days=5))
    _deny(session, "jonas", now - dt.timedelta(days=1))
    _fill_shelf(session, now)
    _classes(session, now - dt.timedelta(hours=26))
    radar.live(session, now=now)


def _pick(session: Session, key: str, at: dt.datetime) -> None:
    me = visitor_of(session, key, at)
    own = sa.select(Device.tag).join(Renewal, Renewal.device_id == Device.id)
    tag = session.scalar(own.where(Renewal.holder_id == me.id, Renewal.state == RenewalState.DRAFT).limit(1))
    if tag is None:
        return
    found = renewals.renewal_of(session, me, tag)
    choice = offers.offered(session, me, found[1].kind, today_of(at))
    places = offers.places(session, me.unit_id)
    if choice and places:
        actions.pick(session, me, found, choice[0].product.slug, workplace_id=places[0].id, needed_by=None, at=at)


def _deny(session: Session, key: str, at: dt.datetime) -> None:
    me = visitor_of(session, key, at)
    held = sa.select(Holding).where(Holding.person_id == me.id, Holding.until.is_(None)).order_by(Holding.id).limit(1)
    holding = session.scalar(held)
    if holding is None:
        return
    question = session.scalar(
        sa.select(Question).where(Question.holding_id == holding.id, Question.answered_at.is_(None))
    )
    if question is None:
        question = Question(holding_id=holding.id, kind="yearly", asked_at=at)
        session.add(question)
        session.flush()
    asked = mine_to_answer(session, me, question.id)
    actions.answer(session, asked, "no", say("demo.denied"), actor=me.actor, at=at)


def _fill_shelf(session: Session, now: dt.datetime) -> None:
    """Some computers whose first life was short are wiped and ready for somebody new."""
    omar = session.scalars(sa.select(Person).where(Person.subject == "omar")).one()
    by = Actor(omar.id, omar.name)
    young = sa.select(Device).outerjoin(Renewal, Renewal.device_id == Device.id).where(
        Device.kind == "staff_pc", Device.state == DeviceState.ACTIVE, Renewal.id.is_(None),
        Device.in_service_on < today_of(now) - dt.timedelta(days=60),
    )  # fmt: skip
    for device in session.scalars(young.order_by(Device.planned_end.desc(), Device.id).limit(SHELF)).all():
        for days, state in ((9, DeviceState.RETURNED), (8, DeviceState.WIPED), (8, DeviceState.READY)):
            actions.move(session, device, state, actor=by, at=now - dt.timedelta(days=days))


def _classes(session: Session, at: dt.datetime) -> None:
    simon = visitor_of(session, "simon", at)
    school = session.scalars(sa.select(Unit).where(Unit.name == say("demo.school"))).first()
    if school is None:
        return
    found = offers.offered(session, simon, "pupil_computer", today_of(at))
    places = offers.places(session, school.id)
    if found and places:
        actions.order_for_classes(
            session, simon, read_classes(say("demo.classes"))[0], found[0].product.slug,
            unit_id=school.id, workplace_id=places[0].id, needed_by=None, token=f"demo-{school.id}", at=at,
        )  # fmt: skip
