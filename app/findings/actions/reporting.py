"""Something bought without approval is reported by IT, and assessed; what is a device comes into the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.devices.actions import Numbers, serial_number
from app.devices.models import Device
from app.exceptions.models import Finding
from app.findings.actions.entering import Thing, enter_outside
from app.findings.actions.moves import hold, move
from app.history import Event
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.identity.queries.finding import colleague
from app.numbers import next_number
from app.refusal import Refused
from app.words.formats import today_of
from catalogue.outside import Class, FindingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody of IT found: a device of the register by its tag, or something that is not there yet.

    `holder` is what was typed of who has it; `price` is öre excluding VAT where it is known.
    """

    token: str
    found_where: str
    description: str
    tag: str = ""
    what: str = ""
    device_class: str = Class.OTHER.value
    serial: str = ""
    supplier: str = ""
    price: int | None = None
    organisation_id: int = 0
    holder: str = ""


def report(session: Session, me: Visitor, found: Found, *, at: dt.datetime) -> Finding:
    """Write down a finding; raises Refused for a tag that no device has and for a person who is not found."""
    earlier = session.scalar(sa.select(Finding).where(Finding.token == found.token, Finding.reported_by == me.id))
    if earlier is not None:
        return earlier
    year = today_of(at).year
    finding = Finding(
        number=f"K{year}-{next_number(session, f'finding-{year}'):05d}", token=found.token, supplier=found.supplier,
        found_where=found.found_where, description=found.description, reported_by=me.id, reported_name=me.name,
        reported_at=at, state=FindingState.REPORTED.value, state_at=at,
    )  # fmt: skip
    if found.tag:
        _of_register(session, finding, found.tag)
    else:
        _of_words(session, finding, found)
    unit = session.execute(sa.select(Unit.name, Unit.organisation_id).where(Unit.id == finding.unit_id)).one()
    finding.unit_name, finding.organisation_id = unit.name, unit.organisation_id
    session.add(finding)
    session.flush()
    told = {"number": finding.number, "what": finding.what}
    history.record(session, me.actor, at, [Event("finding", finding.id, "finding.reported", told)])
    return finding


def assess(session: Session, me: Visitor, finding: Finding, text: str, *, serial: str, at: dt.datetime) -> None:
    """Say what it is and what it could mean; a device that the register does not know is put there (R-035).

    Raises Refused without words, and for a device without a serial number.
    """
    if not text:
        raise Refused("findings.refused.words")
    held = hold(session, finding.id)
    if held.device_id is None and held.device_class != Class.OTHER:
        _register(session, me, held, serial_number(serial or held.serial), at=at)
    move(session, held, FindingState.ASSESSED, actor=me.actor, at=at, data={"text": text}, assessment=text)


def _of_register(session: Session, finding: Finding, tag: str) -> None:
    device = session.scalar(sa.select(Device).where(Device.tag == tag.strip().upper()))
    if device is None:
        raise Refused("findings.refused.tag")
    finding.device_id, finding.device_tag, finding.what = device.id, device.tag, device.model
    known = device.device_class in frozenset(Class)
    finding.device_class = device.device_class if known else Class.OTHER.value
    finding.serial, finding.price, finding.unit_id = device.serial, device.price or None, device.unit_id
    finding.holder_id, finding.holder_name = device.holder_id, device.holder_name


def _of_words(session: Session, finding: Finding, found: Found) -> None:
    if not found.what:
        raise Refused("findings.refused.what")
    holder: Person = colleague(session, found.organisation_id, found.holder)
    finding.what, finding.device_class = found.what, found.device_class
    finding.serial, finding.price = found.serial, found.price
    finding.unit_id, finding.holder_id, finding.holder_name = holder.unit_id, holder.id, holder.name


def _register(session: Session, me: Visitor, finding: Finding, serial: str, *, at: dt.datetime) -> None:
    thing = Thing(
        device_class=finding.device_class, model=finding.what, unit_id=finding.unit_id, holder_id=finding.holder_id,
        holder_name=finding.holder_name, price=finding.price or 0, on=today_of(at), number=finding.number,
    )  # fmt: skip
    device = enter_outside(session, me, thing, [Numbers(serial)], at=at)[0]
    finding.device_id, finding.device_tag, finding.serial = device.id, device.tag, serial
