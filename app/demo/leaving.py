"""What leaves people's hands in the demo world: a theft, something on its way in, and a sealed pallet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.demo.cases import visitor_of
from app.devices.models import Device, DeviceState
from app.identity.models import Person
from app.identity.queries import Visitor
from app.returns import actions as returns
from app.returns import queries as handed_in
from app.theft import actions as theft
from app.theft import queries as thefts
from app.words import say
from app.words.formats import today_of
from catalogue.edition import load as edition
from catalogue.returns import ACCEPTED

KEPT = Path("files")
ON_ITS_WAY, THIEVED, PALLETED = "simon", "olle", ("lena", "elin", "nils")


def load(session: Session, *, now: dt.datetime) -> None:
    """Live through a theft that IT has begun with, a hand-in that is expected, and a pallet that waits for its car."""
    omar = visitor_of(session, "omar", now)
    _theft(session, omar, now)
    _ask(session, ON_ITS_WAY, "unneeded", at=now - dt.timedelta(days=1))
    _pallet(session, omar, now)


def _theft(session: Session, omar: Visitor, now: dt.datetime) -> None:
    """A device is stolen; IT has locked it, and the security chief knows."""
    olle, at = visitor_of(session, THIEVED, now), now - dt.timedelta(days=3)
    tag = _oldest(session, THIEVED)
    if not tag:
        return
    gone = theft.Gone(
        sort="theft", on=today_of(at), place=say("demo.theft.place"), text=say("demo.theft.text"), folder=KEPT
    )
    made = theft.report(session, olle, thefts.reportable(session, olle, tag), gone, at=at)
    for key in thefts.held(session, omar, made.number).open_measures()[:1]:
        found = thefts.held(session, omar, made.number)
        theft.settle(session, found, omar, key, at=at + dt.timedelta(hours=1))


def _ask(session: Session, who: str, reason: str, *, at: dt.datetime) -> str:
    """Somebody wants to hand in their oldest device; gives the number of it, empty when there is none."""
    me, tag = visitor_of(session, who, at), _oldest(session, who)
    if not tag:
        return ""
    device, owned = handed_in.device_for(session, me, tag)
    wanted = returns.Wanted(reason=reason, way="place", place=say("demo.hand_in.place"), folder=KEPT, signed_out=True)
    return returns.request(session, me, device, wanted, owned_by=owned, agreed=edition(), at=at).number


def _pallet(session: Session, omar: Visitor, now: dt.datetime) -> None:
    """Old devices are received, wiped and sealed on a pallet for the recycler."""
    numbers = [_ask(session, who, "age", at=now - dt.timedelta(days=16)) for who in PALLETED]
    partner = sa.select(Supplier).where(Supplier.kind == "it_partner").order_by(Supplier.id).limit(1)
    pallet = returns.open_pallet(session, omar, session.scalars(partner).one(), at=now - dt.timedelta(days=9))
    for number in filter(None, numbers):
        _wipe(session, omar, number, at=now - dt.timedelta(days=11))
        found = handed_in.held(session, omar, number)
        returns.load(session, pallet, found, omar, at=now - dt.timedelta(days=8))
    if items := handed_in.pallet_items(session, pallet.id):
        sealed = say("demo.hand_in.seal")
        returns.seal(session, pallet, items, omar, seal_number=sealed, at=now - dt.timedelta(days=2))


def _wipe(session: Session, omar: Visitor, number: str, *, at: dt.datetime) -> None:
    """IT receives, looks and wipes."""
    returns.receive(session, handed_in.held(session, omar, number), omar, at=at)
    found = handed_in.held(session, omar, number)
    returns.inspect(session, found, omar, grade="worn", remark="", unlocked=True, at=at)
    found = handed_in.held(session, omar, number)
    evidence = say("demo.hand_in.evidence", number=number)
    returns.wipe(session, found, omar, method="secure_erase", evidence=evidence, at=at + dt.timedelta(days=1))


def _oldest(session: Session, who: str) -> str:
    """The device in use that somebody has had longest."""
    question = sa.select(Device.tag).join(Person, Person.id == Device.holder_id).where(
        Person.subject == who, Device.state == DeviceState.ACTIVE, Device.device_class.in_(sorted(ACCEPTED)),
    )  # fmt: skip
    return session.scalars(question.order_by(Device.in_service_on, Device.id).limit(1)).first() or ""
