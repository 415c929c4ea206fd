"""What holders are asked about devices, and what they answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, DeviceState, Holding, Question
from app.devices.queries.register import in_register
from app.identity.models import Organisation, Person, Unit
from app.identity.queries import Visitor
from app.refusal import Missing

MOST = 100
UNDO = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its answer; `holder` is empty for my own."""

    id: int
    kind: str
    asked_at: dt.datetime
    tag: str
    model: str
    serial: str
    illustration: str
    site: str
    person_id: int | None
    holder: str


@dataclass(frozen=True, slots=True)
class Denied:
    """A device that its holder says they do not have."""

    id: int
    tag: str
    model: str
    serial: str
    holder: str
    unit: str
    organisation: str
    answered_at: dt.datetime
    note: str


def answers_for(me: Visitor) -> sa.ColumnElement[bool]:
    """The holdings I answer for: my own, and what the units I lead have in common."""
    common = sa.and_(Holding.person_id.is_(None), Holding.unit_id.in_(me.led_units))
    return sa.and_(Holding.until.is_(None), sa.or_(Holding.person_id == me.id, common))


def asked(session: Session, me: Visitor) -> list[Asked]:
    """The questions that wait for me, the oldest first."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Question.id, Question.kind, Question.asked_at, Device.tag, Device.model, Device.serial,
            Device.illustration, Device.site, Holding.person_id, Holding.holder_name,
        )
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .where(answers_for(me), Question.answered_at.is_(None))
        .order_by(Question.id)
        .limit(MOST)
    )  # fmt: skip
    return [Asked(*tuple(row)) for row in session.execute(question)]


def mine_to_answer(session: Session, me: Visitor, question_id: int) -> tuple[Question, Device, Holding]:
    """A question to me, answered or not, held until commit; raises Missing for anybody else's."""
    found = (
        sa.select(Question, Device, Holding)
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .where(Question.id == question_id, answers_for(me))
        .with_for_update()
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1], row[2]


def denied(session: Session, me: Visitor) -> list[Denied]:
    """The noes of the register that nobody has settled yet, the oldest first."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Question.id, Device.tag, Device.model, Device.serial, Holding.holder_name, Unit.name,
            Organisation.short_name, Question.answered_at, Question.note,
        )
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Organisation, Organisation.id == Device.organisation_id)
        .where(Question.answer == "no", Question.outcome.is_(None), in_register(me))
        .order_by(Question.id)
        .limit(MOST)
    )  # fmt: skip
    return [Denied(*tuple(row)) for row in session.execute(question)]


def to_settle(session: Session, me: Visitor, question_id: int) -> tuple[Question, Device]:
    """A no that waits for IT, held until commit; raises Missing for any other."""
    found = (
        sa.select(Question, Device)
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .where(Question.id == question_id, Question.answer == "no", Question.outcome.is_(None), in_register(me))
        .with_for_update()
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def holdings(session: Session, device_id: int) -> list[Holding]:
    """Everybody who has had a device, the latest first."""
    question = sa.select(Holding).where(Holding.device_id == device_id).order_by(Holding.id.desc())
    return list(session.scalars(question.limit(MOST)))


def of_person(session: Session, person_id: int) -> list[tuple[Holding, Device]]:
    """What somebody has in use and is not being asked about just now."""
    open_ = sa.exists().where(Question.holding_id == Holding.id, Question.answered_at.is_(None))
    unsettled = sa.exists().where(
        Question.holding_id == Holding.id, Question.answer == "no", Question.outcome.is_(None)
    )
    question = (
        sa.select(Holding, Device)
        .join(Device, Device.id == Holding.device_id)
        .where(Holding.person_id == person_id, Holding.until.is_(None), Device.state == DeviceState.ACTIVE)
        .where(~open_, ~unsettled)
        .order_by(Device.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def due_yearly(session: Session, before: dt.datetime, most: int) -> list[tuple[int, str, str]]:
    """Whom to ask whether they still have what stands on them: id, name and address.

    Those who have had something since before a moment, and have not been asked about it since.
    """
    lately = sa.exists().where(Question.holding_id == Holding.id, Question.asked_at >= before)
    open_ = sa.exists().where(Question.holding_id == Holding.id, Question.answered_at.is_(None))
    due = (
        sa.select(Holding.person_id)
        .join(Device, Device.id == Holding.device_id)
        .where(Holding.until.is_(None), Holding.since < before, Device.state == DeviceState.ACTIVE, ~lately, ~open_)
    )
    question = sa.select(Person.id, Person.name, Person.email).where(Person.active, Person.id.in_(due))
    return [(row.id, row.name, row.email) for row in session.execute(question.order_by(Person.id).limit(most))]


def unreminded(session: Session, before: dt.datetime, most: int) -> list[tuple[Question, Device, Person]]:
    """Questions that people have left unanswered since before a moment, and have not been reminded of."""
    question = (
        sa.select(Question, Device, Person)
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .join(Person, Person.id == Holding.person_id)
        .where(Question.answered_at.is_(None), Question.reminded_at.is_(None), Question.asked_at < before)
        .where(Person.active)
        .order_by(Person.id, Question.id)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]
