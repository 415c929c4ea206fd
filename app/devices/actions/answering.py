"""The answers of holders, and what becomes of a no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.devices.actions.moving import moves
from app.devices.models import Device, DeviceState, Holding, Question
from app.devices.queries import questions as queries
from app.history import Actor, Event
from app.refusal import Changed, Refused
from app.words import day_long, say

YES, NO = "yes", "no"
A_YEAR = dt.timedelta(days=365)
PATIENCE = dt.timedelta(days=14)
MOST = 100
MOVES = {"returned": DeviceState.RETURNED, "missing": DeviceState.LOST}


def answer(
    session: Session, asked: tuple[Question, Device, Holding], answer: str, note: str, *, actor: Actor, at: dt.datetime
) -> None:
    """Take the holder's yes or no; the same answer twice is one. A no waits for IT.

    Raises Changed when another answer was given before.
    """
    question, device, holding = asked
    if question.answer == answer:
        return
    if question.answer is not None:
        raise Changed("devices.refused.answered", tag=device.tag)
    question.answer, question.answered_at, question.answered_by, question.note = answer, at, actor.id, note
    event = "device.confirmed" if answer == YES else "device.denied"
    told = {"tag": device.tag, "holder": holding.holder_name, "note": note}
    history.record(session, actor, at, [Event("device", device.id, event, told)])


def take_back(session: Session, asked: tuple[Question, Device, Holding], *, actor: Actor, at: dt.datetime) -> None:
    """Undo an answer within ten minutes, while IT has done nothing; raises Refused when it is too late."""
    question, device, holding = asked
    if question.answered_at is None:
        return
    if question.outcome is not None or at - question.answered_at > queries.UNDO:
        raise Refused("devices.refused.too_late", tag=device.tag)
    question.answer = question.answered_at = question.answered_by = None
    question.note = ""
    told = {"tag": device.tag, "holder": holding.holder_name}
    history.record(session, actor, at, [Event("device", device.id, "device.answer_undone", told)])


def settle(session: Session, found: tuple[Question, Device], outcome: str, *, actor: Actor, at: dt.datetime) -> None:
    """Write what IT found out after a no: it was there, it was handed in, or it is missing.

    Raises Changed when the device may not move so.
    """
    question, device = found
    told = {"tag": device.tag, "outcome": say(f"registering.outcome.{outcome}")}
    events = [Event("device", device.id, "device.settled", told)]
    if outcome in MOVES and device.state != MOVES[outcome]:
        events += moves(session, [device], MOVES[outcome], at=at)
    question.outcome, question.settled_at, question.settled_by = outcome, at, actor.id
    history.record(session, actor, at, events)


def settle_with_new_holder(session: Session, device_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """A device that was handed to somebody else needs no other answer to its no."""
    noes = sa.select(Question).join(Holding, Holding.id == Question.holding_id)
    open_ = noes.where(Holding.device_id == device_id, Question.answer == NO, Question.outcome.is_(None))
    for question in session.scalars(open_):
        question.outcome, question.settled_at, question.settled_by = "new_holder", at, actor.id


def confirmed_with_order(session: Session, line_id: int, person_id: int | None, *, at: dt.datetime) -> None:
    """Whoever says that an order has come has also got its devices: they are not asked twice."""
    theirs = (
        sa.select(Question.id)
        .join(Holding, Holding.id == Question.holding_id)
        .join(Device, Device.id == Holding.device_id)
        .where(Device.order_line_id == line_id, Holding.person_id == person_id, Question.kind == "receipt")
    )
    asked = sa.update(Question).where(Question.id.in_(theirs), Question.answered_at.is_(None))
    session.execute(asked.values(answer=YES, answered_at=at, answered_by=person_id))


def ask_yearly(session: Session, *, now: dt.datetime) -> int:
    """Ask people once a year whether they still have what stands on them, all in one letter; gives how many letters."""
    people = queries.due_yearly(session, now - A_YEAR, MOST)
    for person_id, name, email in people:
        things = queries.of_person(session, person_id)
        asked = [Question(holding_id=holding.id, kind="yearly", asked_at=now) for holding, _ in things]
        session.add_all(asked)
        session.flush()
        if email and asked:
            devices = [device for _, device in things]
            outbox.mail(session, f"device-yearly:{asked[0].id}", email, "device_yearly", _told(name, devices), at=now)
    return len(people)


def remind(session: Session, *, now: dt.datetime) -> int:
    """Write once to those who have left questions unanswered for two weeks; gives how many letters."""
    letters = 0
    rows = queries.unreminded(session, now - PATIENCE, MOST)
    for _, group in groupby(rows, key=lambda row: row[2].id):
        found = list(group)
        for question, _device, _person in found:
            question.reminded_at = now
        person, first = found[0][2], found[0][0]
        told = _told(person.name, [device for _, device, _ in found]) | {"since": day_long(first.asked_at)}
        outbox.mail(session, f"device-reminder:{first.id}", person.email, "device_reminder", told, at=now)
        letters += 1
    return letters


def _told(name: str, devices: Sequence[Device]) -> dict[str, object]:
    return {"name": name, "devices": [{"thing": device.model, "tag": device.tag} for device in devices]}
