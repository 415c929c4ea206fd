"""Reporting a theft or a loss: what IT manages is to be locked and wiped at once (R-140, R-200)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import history
from app.cases import actions as cases
from app.cases.actions.writing import add
from app.cases.models import Case
from app.devices import actions as devices
from app.devices.models import Device, DeviceState
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.refusal import Refused
from app.theft.actions import letters
from app.theft.actions.moves import move, told
from app.theft.models import TheftMeasure, TheftReport
from app.uploads import Accepted
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.cases import CaseKind
from catalogue.terms import Queue
from catalogue.theft import Sort, TheftState, first_measures, lacking, remaining

GONE = {Sort.THEFT: DeviceState.STOLEN, Sort.LOSS: DeviceState.LOST}
THEFT = "theft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What somebody tells of a device that is gone; `folder` is where pictures are kept."""

    sort: str
    on: dt.date
    place: str
    text: str
    folder: Path
    phone: str = ""
    files: Sequence[Accepted] = ()


def report(session: Session, me: Visitor, device: Device, gone: Gone, *, at: dt.datetime) -> TheftReport:
    """Report a held device as stolen or lost.

    Raises Refused for a day ahead, Changed when the device is not in use.
    """
    if gone.on > today_of(at):
        raise Refused("theft.refused.ahead")
    sort = Sort(gone.sort)
    holder_id, holder_name = device.holder_id, device.holder_name
    moved = devices.moves(session, [device], GONE[sort], at=at, data={"on": day_long(gone.on)})
    case = cases.open_case(session, me, _case(device, gone, holder_name), at=at)
    made = _row(case, device, gone, holder=(holder_id, holder_name))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Refused("theft.refused.reported") from error
    measures = first_measures(managed=device.managed)
    session.add_all(TheftMeasure(report_id=made.id, key=key.value, asked_at=at) for key in measures)
    if gone.files:
        add(session, case, me.actor, cases.Sent(text="", folder=gone.folder, files=gone.files), at=at)
    move(session, made, TheftState.AWAITING_EVIDENCE)
    events = [*moved, told(made, "reported", sort=say(f"theft.sort.{sort}"), tag=device.tag)]
    events += [told(made, "measure_asked", what=say(f"theft.measure.{key}")) for key in measures]
    if not lacking(sort, chief_told=False, police_number=""):
        move(session, made, TheftState.IT_DIALOGUE)
        events.append(told(made, "it_dialogue"))
    history.record(session, me.actor, at, events)
    _tell(session, made, case, device, at=at)
    return made


def _case(device: Device, gone: Gone, holder: str) -> cases.NewCase:
    rows = [
        ("device", f"{device.model}, {device.tag}"),
        ("serial", device.serial),
        ("imei", device.imei or ""),
        ("holder", holder),
        ("gone_on", day_long(gone.on, year=True)),
        ("place", gone.place),
        ("managed", say("theft.fact.managed_yes" if device.managed else "theft.fact.managed_no")),
        ("phone", gone.phone),
    ]
    facts = tuple((say(f"theft.fact.{key}"), text) for key, text in rows if text)
    return cases.NewCase(
        kind=CaseKind.INCIDENT, topic=THEFT, subject=say(f"theft.case.{gone.sort}", thing=device.model),
        queue=Queue.IT_WORKPLACE, due_days=1, description=gone.text, facts=facts, device_tag=device.tag,
    )  # fmt: skip


def _row(case: Case, device: Device, gone: Gone, *, holder: tuple[int | None, str]) -> TheftReport:
    value = remaining(
        device.price, device.depreciation_months, device.in_service_on, payer=device.payer, at=gone.on
    )  # fmt: skip
    return TheftReport(
        number=case.number, case_id=case.id, device_id=device.id, unit_id=device.unit_id,
        organisation_id=device.organisation_id, holder_id=holder[0], holder_name=holder[1], sort=gone.sort,
        state=TheftState.REPORTED.value, gone_on=gone.on, place=gone.place, book_value=value,
    )  # fmt: skip


def _tell(session: Session, made: TheftReport, case: Case, device: Device, *, at: dt.datetime) -> None:
    """The chef is told what to do first; IT sees its queue."""
    question = sa.select(Person.email).join(Unit, Unit.manager_id == Person.id)
    chef = session.scalar(question.where(Unit.id == device.unit_id, Person.active))
    if chef:
        letters.tell(session, made, case, [chef], what="reported" if made.sort == Sort.THEFT else "lost", at=at)
