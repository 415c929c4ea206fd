"""What happens to things in the demo world: claims at every stage, made with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.actions import Sent
from app.demo.cases import visitor_of
from app.devices.models import Device
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders.models import Order, OrderLine
from app.warranty import actions, queries
from app.warranty.models import Claim
from app.warranty.queries.found import Found
from app.words import say
from app.words.formats import today_of
from catalogue.edition import load as edition

KEPT = Path("files")


def load(session: Session, *, now: dt.datetime) -> None:
    """Live through some claims: one that waits at the supplier, one that IT works with, one that was replaced."""
    karin, omar = visitor_of(session, "karin", now), visitor_of(session, "omar", now)
    if tag := _tag(session, "karin", now):
        claim = _claim(
            session, karin, queries.device_thing(session, karin, tag), "screen", at=now - dt.timedelta(days=2)
        )
        found = _held(session, omar, claim)
        actions.take(session, found, omar, version=found.case.version, at=now - dt.timedelta(days=1))
        sent = Sent(text=say("demo.claim.question"), folder=KEPT)
        actions.write(session, found, omar, sent, at=now - dt.timedelta(hours=20))
    if tag := _tag(session, "anders", now):
        anders = visitor_of(session, "anders", now)
        claim = _claim(
            session, anders, queries.device_thing(session, anders, tag), "keys", at=now - dt.timedelta(days=9)
        )
        found = _held(session, omar, claim)
        answer = actions.Answer(outcome="repaired", text=say("demo.claim.repaired"))
        actions.decide(session, found, omar, answer, version=found.case.version, at=now - dt.timedelta(days=7))
    for row in _pieces(session):
        who = visitor_of(session, row.subject, now)
        things = queries.line_things(session, who, row.number, row.id)
        _claim(session, who, things[0], "sound", at=now - dt.timedelta(days=1))


def _claim(session: Session, me: Visitor, thing: queries.Thing, what: str, *, at: dt.datetime) -> Claim:
    wanted = actions.Wanted(text=say(f"demo.claim.{what}"), cause="stopped", folder=KEPT)
    return actions.claim(session, me, thing, wanted, agreed=edition(), at=at)


def _held(session: Session, me: Visitor, claim: Claim) -> Found:
    return queries.held(session, me, claim.number)


def _tag(session: Session, who: str, now: dt.datetime) -> str:
    """A computer of somebody's that is still under warranty."""
    question = sa.select(Device.tag).join(Person, Person.id == Device.holder_id).where(
        Person.subject == who, Device.device_class == "computer", Device.state == "active",
        Device.warranty_end > today_of(now),
    )  # fmt: skip
    return session.scalars(question.order_by(Device.id).limit(1)).first() or ""


def _pieces(session: Session) -> list[sa.Row[tuple[int, str, str]]]:
    """Two headsets that came to people with a demo key."""
    question = (
        sa.select(OrderLine.id, Order.number, Person.subject)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Person, Person.id == Order.orderer_id)
        .where(
            OrderLine.kind == "headset",
            OrderLine.state.in_(("delivered", "closed")),
            OrderLine.supplier_id.is_not(None),
        )
    )
    return list(session.execute(question.order_by(OrderLine.id.desc()).limit(2)))
