"""Reporting: a fault goes where the agreement leads it, an incident is written down from the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.cases import actions as cases
from app.cases.actions.writing import add
from app.cases.models import Case
from app.exceptions.queries import refused_support
from app.faults.queries import Mine
from app.identity.queries import Visitor
from app.refusal import Refused
from app.requests.models import BusinessSystem
from app.uploads import Accepted
from app.words import say
from catalogue.cases import CaseKind, PupilTopic, fault_route
from catalogue.edition import Edition
from catalogue.terms import Queue, Segment

FAULT, INCIDENT = "fault", "incident_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What somebody reports; `folder` is where pictures are kept."""

    subject: str
    text: str
    folder: Path
    basic_function: str = ""
    device: Mine | None = None
    pupil_topic: str = ""
    system: BusinessSystem | None = None
    affected: str = ""
    phone: str = ""
    files: Sequence[Accepted] = ()


def report_fault(session: Session, me: Visitor, fault: Fault, agreed: Edition, *, at: dt.datetime) -> Case:
    """Open the case of a fault, with its pictures; raises Refused for a device whose support has been refused."""
    refusal = refused_support(session, fault.device.id) if fault.device is not None else None
    if refusal is not None and fault.device is not None:
        raise Refused("faults.refused.support", tag=fault.device.tag, number=refusal.number, reason=refusal.reason)
    segment = fault.device.segment if fault.device else ""
    route = fault_route(segment, fault.pupil_topic)
    new = cases.NewCase(
        kind=CaseKind.INCIDENT, topic=FAULT, subject=fault.subject, description=fault.text, queue=route.queue,
        due_days=int(agreed.setting("fault_due_days")), basic_function=_basic(fault, segment), facts=_facts(fault),
        remarks=_remarks(fault, to_supplier=route.to_supplier), device_tag=fault.device.tag if fault.device else "",
    )  # fmt: skip
    case = cases.open_case(session, me, new, at=at)
    if fault.files:
        add(session, case, me.actor, cases.Sent(text="", folder=fault.folder, files=fault.files), at=at)
    return case


def report_incident(
    session: Session, me: Visitor, told: cases.Told, *, subject: str, text: str, remarks: tuple[str, ...] = (),
    at: dt.datetime,
) -> Case:  # fmt: skip
    """Open the case of an incident in somebody's unit (R-096, R-098)."""
    new = cases.NewCase(
        kind=CaseKind.INCIDENT, topic=INCIDENT, subject=subject, description=text, queue=Queue.SERVICEDESK, due_days=1,
        incident=told, remarks=remarks,
    )  # fmt: skip
    return cases.open_case(session, me, new, at=at)


def _basic(fault: Fault, segment: str) -> str:
    """Which basic function it is; on a pupil's device those that IT answers for (R-149, R-156)."""
    if segment != Segment.PUPIL:
        return fault.basic_function
    by_topic = {PupilTopic.NETWORK: "network", PupilTopic.ACCOUNT: "email", PupilTopic.APPS: "software"}
    return by_topic.get(PupilTopic(fault.pupil_topic), "") if fault.pupil_topic else fault.basic_function


def _facts(fault: Fault) -> tuple[tuple[str, str], ...]:
    rows = [
        ("basic", say(f"faults.basic.{fault.basic_function}") if fault.basic_function else ""),
        ("device", f"{fault.device.model}, {fault.device.tag}" if fault.device else ""),
        ("pupil", say(f"faults.pupil.{fault.pupil_topic}") if fault.pupil_topic else ""),
        ("system", fault.system.name if fault.system else ""),
        ("affected", say(f"faults.affected.{fault.affected}") if fault.affected else ""),
        ("phone", fault.phone),
    ]
    return tuple((say(f"faults.form.{key}"), text) for key, text in rows if text)


def _remarks(fault: Fault, *, to_supplier: bool) -> tuple[str, ...]:
    found = [say("faults.remark.supplier")] if to_supplier else []
    if fault.system and fault.system.supplier_contact:
        who, contact = fault.system.supplier or fault.system.name, fault.system.supplier_contact
        found.append(say("faults.remark.system", who=who, contact=contact))
    return tuple(found)
