"""The recycler's report: read, laid beside the manifest, differences told; a missing device is an incident."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.cases import actions as cases
from app.devices.models import Device
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.returns.actions.custody import stepped
from app.returns.actions.pallets import move_pallet, told
from app.returns.actions.report_reading import read
from app.returns.models import Pallet, PalletFinding, ReportColumns
from app.returns.queries.pallets import OnPallet
from app.words import moment, say
from catalogue.cases import CaseKind
from catalogue.returns import Reconciled, Reported, reconcile
from catalogue.terms import Queue

HOURS = 72
MISSING = "missing_device"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report said, or that it had been taken in already."""

    found: Reconciled | None


def take_in(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], me: Visitor, *, data: bytes, name: str,
    wanted: Mapping[str, str], at: dt.datetime,
) -> Taken:  # fmt: skip
    """Take in the report of a pallet that was fetched, once.

    The same file again does nothing. Raises Refused with its lines for a file with faults, such as a certificate
    without a serial number, and takes nothing in; Changed when the pallet has not left or is reported already.
    """
    digest = hashlib.sha256(data).hexdigest()
    if pallet.report_digest == digest:
        return Taken(None)
    if pallet.state != "picked_up":
        raise Changed("returns.refused.pallet_moved", number=pallet.number)
    report = read(data, wanted or remembered(session, pallet.supplier_id))
    if report.faults:
        raise Refused("returns.refused.faults", faults="\n".join(report.faults[:20]), count=len(report.faults))
    found = reconcile([each.item.serial for each in items], report.lines.values())
    events = _matched(session, pallet, items, found, me=me, at=at)
    events += _differences(session, pallet, items, found, me=me, at=at)
    move_pallet(session, pallet, "reported", reported_at=at, report_name=name, report_digest=digest)
    _remember(session, pallet.supplier_id, report.columns)
    events.append(told(pallet, "reported", matched=len(found.matched), missing=len(found.missing),
                        others=len(found.unexpected) + len(found.extra_wiped)))  # fmt: skip
    history.record(session, me.actor, at, events)
    return Taken(found)


def _matched(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], found: Reconciled, *, me: Visitor, at: dt.datetime
) -> list[Event]:
    by_serial, events = {each.item.serial: each for each in items}, []
    for line in found.matched:
        each = by_serial[line.serial]
        each.item.result, each.item.certificate, each.item.amount = "matched", line.certificate, line.amount
        events.append(stepped(session, each.row, "reported", actor=me.actor, at=at, certificate=line.certificate,
                              amount=line.amount, pallet=pallet.number))  # fmt: skip
    return events


def _differences(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], found: Reconciled, *, me: Visitor, at: dt.datetime
) -> list[Event]:
    by_serial, events = {each.item.serial: each for each in items}, []
    for serial in found.missing:
        each = by_serial[serial]
        each.item.result = "missing"
        case_id = _incident(session, pallet, each, me, at=at)
        session.add(PalletFinding(pallet_id=pallet.id, kind="missing", serial=serial, case_id=case_id, tag=each.tag))
        events.append(stepped(session, each.row, "missing", actor=me.actor, at=at, pallet=pallet.number))
    strangers = [*found.unexpected, *found.extra_wiped]
    tags = _tags(session, strangers)
    for kind, lines in (("unexpected", found.unexpected), ("extra_wiped", found.extra_wiped)):
        for line in lines:
            tag = tags.get(line.serial, "")
            session.add(PalletFinding(pallet_id=pallet.id, kind=kind, serial=line.serial, tag=tag))
            events.append(told(pallet, kind, serial=line.serial))
    session.flush()
    return events


def _incident(session: Session, pallet: Pallet, each: OnPallet, me: Visitor, *, at: dt.datetime) -> int:
    """A draft of an incident with seventy-two hours on its clock, as the law on personal data counts them."""
    wiped = f"{say(f'returns.wiping.{each.row.wipe_method}')}, {moment(each.row.wiped_at or at)}"
    facts = (
        (say("returns.fact.device"), f"{each.model}, {each.tag}"), (say("returns.fact.serial"), each.item.serial),
        (say("returns.fact.pallet"), f"{pallet.number}, {pallet.seal_number}"),
        (say("returns.fact.wiped"), wiped),
    )  # fmt: skip
    new = cases.NewCase(
        kind=CaseKind.INCIDENT, topic=MISSING, subject=say("returns.incident.subject", serial=each.item.serial),
        queue=Queue.IT_WORKPLACE, due_days=1, description=say("returns.incident.text", pallet=pallet.number),
        facts=facts, remarks=(say("returns.incident.clock"),), device_tag=each.tag,
        incident=cases.Told(started_at=pallet.picked_up_at, serious=True, components=each.item.serial),
    )  # fmt: skip
    case = cases.open_case(session, me, new, at=at)
    case.due_at = at.replace(microsecond=0) + dt.timedelta(hours=HOURS)
    session.flush()
    return case.id


def _tags(session: Session, lines: Sequence[Reported]) -> dict[str, str]:
    """The tags of those that the register knows although they were not on the pallet."""
    serials = [line.serial for line in lines]
    known = session.execute(sa.select(Device.serial, Device.tag).where(Device.serial.in_(serials)))
    return {row.serial: row.tag for row in known}


def remembered(session: Session, supplier_id: int) -> dict[str, str]:
    """The headings of a recycler's reports, as they were named the last time."""
    row = session.scalar(sa.select(ReportColumns).where(ReportColumns.supplier_id == supplier_id))
    return dict(row.columns) if row else {}


def _remember(session: Session, supplier_id: int, columns: dict[str, str]) -> None:
    row = session.scalar(sa.select(ReportColumns).where(ReportColumns.supplier_id == supplier_id))
    if row is None:
        session.add(ReportColumns(supplier_id=supplier_id, columns=columns))
    else:
        row.columns = columns
