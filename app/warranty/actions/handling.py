"""What a handler does with a claim: take it, answer it, let the supplier in, lend a device meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.cases.actions.answering import tick
from app.cases.actions.moves import finish, note, unchanged
from app.cases.actions.moves import move as move_case
from app.cases.models import Case
from app.devices import actions as devices
from app.devices.actions import Given
from app.devices.models import Device, DeviceState
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.warranty.actions import letters
from app.warranty.actions.claiming import ANSWER
from app.warranty.actions.moves import back_in_use, into_repair, move, told
from app.warranty.actions.replacing import New, replace
from app.warranty.models import Claim
from app.warranty.queries.found import Found
from app.warranty.queries.visible import may_decide
from catalogue.cases import CaseState
from catalogue.warranty import DECIDED, ROUTED, ClaimState

C = ClaimState
WAITS = ROUTED | {C.REOPENED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What becomes of a claim: repaired, replaced or refused, in words; `serial` is that of the new device."""

    outcome: str
    text: str
    serial: str = ""
    imei: str = ""
    reference: str = ""


def take(session: Session, found: Found, me: Visitor, *, version: int, at: dt.datetime) -> None:
    """Begin with a claim; raises Forbidden for whoever does not handle it, Changed when somebody was first."""
    _check(session, found, me, version)
    events = _begin(session, found, me, at)
    if not events:
        raise Refused("warranty.refused.begun")
    note(session, found.case, me.actor, "case.assigned", at=at, who=me.name)
    history.record(session, me.actor, at, events)
    letters.to_claimant(session, found.claim, found.case, what="taken", at=at, who=me.name)


def decide(session: Session, found: Found, me: Visitor, answer: Answer, *, version: int, at: dt.datetime) -> None:
    """Say what becomes of a claim, in words the claimant reads.

    A replaced device is registered with what was left of the warranty, and the old one leaves the register's living.
    Raises Forbidden, Changed, and Refused without words or without the new device's serial number.
    """
    _check(session, found, me, version)
    if answer.outcome not in DECIDED:
        raise Refused("warranty.refused.outcome")
    if not answer.text:
        raise Refused("warranty.refused.words")
    claim, case = found.claim, found.case
    events = _begin(session, found, me, at)
    new_id, more = _with_device(session, found, answer, by=me.id, at=at)
    move(
        session, claim, ClaimState(answer.outcome), outcome=answer.outcome, answer=answer.text, decided_by=me.id,
        decided_name=me.name, decided_at=at, replacement_id=new_id,
        supplier_reference=answer.reference or claim.supplier_reference,
    )  # fmt: skip
    tick(session, case, ANSWER, me.actor, at=at)
    finish(session, case, "declined" if answer.outcome == C.REFUSED else "done", answer.text, at=at)
    note(session, case, me.actor, "case.solved", at=at, line=case.line)
    history.record(session, me.actor, at, [*events, *more, told(claim, answer.outcome, text=answer.text)])
    letters.to_claimant(session, claim, case, what=answer.outcome, at=at, text=answer.text, who=me.name)


def share(session: Session, found: Found, me: Visitor, *, version: int, at: dt.datetime) -> None:
    """Let the supplier see a claim and answer in it; raises Forbidden, Changed, Refused without a supplier."""
    _check(session, found, me, version)
    claim = found.claim
    if found.supplier is None or claim.shared_at is not None or claim.route == C.ROUTED_SUPPLIER:
        raise Refused("warranty.refused.share")
    events = _begin(session, found, me, at)
    claim.shared_at = at
    note(session, found.case, me.actor, "case.waiting", at=at)
    history.record(session, me.actor, at, [*events, told(claim, "shared", who=found.supplier.name)])
    letters.to_supplier(session, claim, found.case, found.supplier, what="new", at=at)


def lend(session: Session, found: Found, me: Visitor, *, tag: str, version: int, at: dt.datetime) -> None:
    """Lend a device that is ready while the other is away; it comes back as any device is handed in.

    Raises Forbidden, Changed, and Refused for a device that is not ready, or when one is lent already.
    """
    _check(session, found, me, version)
    claim = found.claim
    if claim.holder_id is None or claim.loaner_id is not None or me.supplier_id is not None:
        raise Refused("warranty.refused.lend")
    number = "".join(tag.split()).upper()
    wanted = sa.select(Device).where(sa.or_(Device.tag == number, Device.serial == number)).with_for_update()
    loaner = session.scalar(wanted)
    if loaner is None or loaner.state != DeviceState.READY or loaner.id == claim.device_id:
        raise Refused("warranty.refused.loaner", tag=tag)
    events = _lent(session, loaner, found, by=me.id, at=at)
    claim.loaner_id = loaner.id
    note(session, found.case, me.actor, "case.written", at=at)
    history.record(session, me.actor, at, [*events, told(claim, "lent", tag=loaner.tag)])
    letters.to_claimant(session, claim, found.case, what="lent", at=at, who=me.name)


def _check(session: Session, found: Found, me: Visitor, version: int) -> None:
    """Whether I may do something with a claim that waits for its answer and is still as I saw it."""
    if not may_decide(found.claim, found.case, me):
        raise Forbidden("warranty.refused.not_yours")
    unchanged(session, found.case, version)
    if found.claim.state not in WAITS | {C.IN_PROGRESS}:
        raise Refused("warranty.refused.answered")


def _begin(session: Session, found: Found, me: Visitor, at: dt.datetime) -> list[Event]:
    """Move a waiting claim into work, with its case and its device; nothing when it is there already."""
    claim, case = found.claim, found.case
    if claim.state not in WAITS:
        return []
    move(session, claim, C.IN_PROGRESS)
    _assign(case, me, found, at)
    return [*into_repair(session, found.device, claim.number, at=at), told(claim, "taken", who=me.name)]


def _assign(case: Case, me: Visitor, found: Found, at: dt.datetime) -> None:
    """The case is now somebody's; a supplier's people have no desk among the cases and are named only."""
    if me.supplier_id is not None:
        case.assignee_name = f"{me.name}, {found.supplier.name}" if found.supplier else me.name
        return
    case.assignee_id, case.assignee_name = me.id, me.name
    if case.state != CaseState.ASSIGNED:
        move_case(case, CaseState.ASSIGNED, at=at)


def _with_device(
    session: Session, found: Found, answer: Answer, *, by: int, at: dt.datetime
) -> tuple[int | None, list[Event]]:
    """What the answer does with the device: in use again, or gone with a new one in its place."""
    if found.device is None:
        return None, []
    if answer.outcome != C.REPLACED:
        return None, back_in_use(session, found.device, found.claim.number, at=at)
    if not answer.serial:
        raise Refused("devices.serial.missing")
    new, events = replace(session, found, New(answer.serial, answer.imei), by=by, at=at)
    return new.id, events


def _lent(session: Session, loaner: Device, found: Found, *, by: int, at: dt.datetime) -> list[Event]:
    claim = found.claim
    data = {"number": claim.number, "holder": claim.holder_name}
    return devices.moves(
        session, [loaner], DeviceState.ACTIVE, at=at, event="device.lent", data=data, given=Given("handover", by),
        holder_id=claim.holder_id,
        holder_name=claim.holder_name, unit_id=found.case.unit_id, organisation_id=found.case.organisation_id,
    )  # fmt: skip


def is_waiting(claim: Claim) -> bool:
    """Whether nobody has begun with a claim."""
    return ClaimState(claim.state) in WAITS
