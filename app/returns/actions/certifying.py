"""Certificates that come after the report: one for each serial number, and what stands is never replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app import history
from app.cases.models import Case
from app.devices.models import Device
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.returns.actions.custody import stepped
from app.returns.actions.report_reading import read
from app.returns.actions.reporting import remembered
from app.returns.actions.working import close
from app.returns.models import Pallet
from app.returns.queries.found import Found
from app.returns.queries.pallets import OnPallet
from app.words import say
from catalogue.returns import ReturnState

TAKES = ("reported", "settled")


def certify_by_file(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], me: Visitor, *, data: bytes,
    wanted: Mapping[str, str], at: dt.datetime,
) -> int:  # fmt: skip
    """Take in certificates from a file like the recycler's report; returns how many were new.

    Raises Refused with every fault, and takes nothing in then; Changed before the report.
    """
    found = read(data, wanted or remembered(session, pallet.supplier_id))
    if found.faults:
        raise Refused("returns.refused.faults", faults="\n".join(found.faults[:20]), count=len(found.faults))
    told = {line.serial: line.certificate for line in found.lines.values() if line.certificate}
    return certify(session, pallet, items, told, me=me, at=at)


def certify(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], told: Mapping[str, str], *, me: Visitor,
    at: dt.datetime,
) -> int:  # fmt: skip
    """Take in certificates by serial number; returns how many were new, none when they stand already.

    A device that the report missed has come after all when its certificate does. Raises Refused for none, for a device
    that is not on the pallet and for another certificate than the one that stands; Changed before the report.
    """
    if pallet.state not in TAKES:
        raise Changed("returns.refused.pallet_moved", number=pallet.number)
    by_serial = {each.item.serial: each for each in items}
    if not told:
        raise Refused("returns.refused.no_certificate")
    if faults := [fault for serial, text in told.items() if (fault := _fault(by_serial.get(serial), serial, text))]:
        raise Refused("returns.refused.faults", faults="\n".join(faults[:20]), count=len(faults))
    new = [by_serial[serial] for serial in told if not by_serial[serial].item.certificate]
    events = [event for each in new for event in _one(session, pallet, each, told[each.item.serial], me=me, at=at)]
    history.record(session, me.actor, at, events)
    return len(new)


def _fault(each: OnPallet | None, serial: str, certificate: str) -> str:
    if each is None:
        return say("returns.fault.not_on_pallet", serial=serial)
    if each.item.certificate not in ("", certificate):
        return say("returns.fault.certified", serial=serial, certificate=each.item.certificate)
    return ""


def _one(
    session: Session, pallet: Pallet, each: OnPallet, certificate: str, *, me: Visitor, at: dt.datetime
) -> list[Event]:  # one device of the pallet, and what it got
    item, row = each.item, each.row
    item.certificate, item.result = certificate, "matched"
    session.flush()
    step = stepped(session, row, "certified", actor=me.actor, at=at, certificate=certificate, pallet=pallet.number)
    if pallet.state != "settled" or row.state != ReturnState.RECYCLED:
        return [step]
    device, case = session.get_one(Device, row.device_id), session.get_one(Case, row.case_id)
    return [step, close(session, Found(row, case, device, "", ""), me, at=at)]
