"""What the head of IT decides about a finding, with its effects, and how they are lifted again (L106-L110)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition, shelf
from app.cases import actions as cases
from app.devices import actions as devices
from app.devices.models import Device, DeviceState
from app.exceptions.models import Finding, FindingDraft, FindingSanction
from app.findings.actions import letters
from app.findings.actions.moves import hold, move, standing, tell
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.cases import CaseKind
from catalogue.outside import FindingState, Sanction
from catalogue.terms import Queue, Role

NETWORK_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Which sanctions, why, and what the range has instead of a thing that must go back."""

    sorts: Collection[str]
    reason: str
    item_id: int | None = None


def sanction(session: Session, me: Visitor, finding: Finding, decided: Decided, *, at: dt.datetime) -> None:
    """Decide one or more sanctions and let them take effect; those that stand already stay as they are.

    Raises Forbidden for anybody but the head of IT, Refused for none, for no reason and for no replacement.
    """
    _head_of_it(me, finding)
    held = hold(session, finding.id)
    stands = standing(session, held.id)
    new = [sort for sort in Sanction if sort in decided.sorts and sort not in stands]
    _check(session, new, decided)
    until = today_of(at) + dt.timedelta(days=int(edition().setting("appeal_days")))
    said = ", ".join(say(f"findings.sanction.{sort}") for sort in new)
    move(
        session, held, FindingState.SANCTIONED, actor=me.actor, at=at, data={"sanctions": said},
        decision=decided.reason, decided_by=me.id, decided_name=me.name, decided_at=at, appeal_until=until,
    )  # fmt: skip
    rows = []
    for sort in new:
        row = FindingSanction(
            finding_id=held.id, sort=sort.value, reason=decided.reason, applied_by=me.id, applied_name=me.name,
            applied_at=at,
        )  # fmt: skip
        rows.append(row)
        session.add(row)
        session.flush()
        _take_effect(session, me, held, row, item_id=decided.item_id, at=at)
    facts = [(say("findings.fact.decided"), say(f"findings.sanction.{sort}")) for sort in new]
    mark = f"sanctioned-{rows[-1].id}"
    letters.tell(
        session, held, "sanctioned", mark=mark, at=at, text=decided.reason, facts=facts, day=day_long(until, year=True)
    )


def regularise(session: Session, me: Visitor, finding: Finding, reason: str, *, at: dt.datetime) -> None:
    """Approve it afterwards: whatever stood against it is lifted. Raises Forbidden, and Refused without a reason."""
    _head_of_it(me, finding)
    if not reason:
        raise Refused("findings.refused.reason")
    held = hold(session, finding.id)
    for row in standing(session, held.id).values():
        _lift(session, me, held, row, reason=reason, at=at)
    move(
        session, held, FindingState.REGULARISED, actor=me.actor, at=at, data={"reason": reason}, decision=reason,
        decided_by=me.id, decided_name=me.name, decided_at=at,
    )  # fmt: skip
    letters.tell(session, held, "regularised", mark="regularised", at=at, text=reason)


def lift(session: Session, me: Visitor, finding: Finding, sort: str, *, reason: str, at: dt.datetime) -> None:
    """Lift one sanction; raises Forbidden for others than the head of IT, Changed when it does not stand."""
    _head_of_it(me, finding)
    if not reason:
        raise Refused("findings.refused.reason")
    held = hold(session, finding.id)
    row = standing(session, held.id).get(sort)
    if row is None:
        raise Changed("findings.refused.moved", number=held.number)
    _lift(session, me, held, row, reason=reason, at=at)


def lift_all(
    session: Session, me: Visitor, finding: Finding, sorts: Collection[str], *, reason: str, at: dt.datetime
) -> None:
    """Lift several of those that stand."""
    for sort, row in standing(session, finding.id).items():
        if sort in sorts:
            _lift(session, me, finding, row, reason=reason, at=at)


def _head_of_it(me: Visitor, finding: Finding) -> None:
    """Only the head of IT decides, and never about what lies with themselves (DOMAIN b)."""
    if Role.HEAD_OF_IT not in me.roles or finding.holder_id == me.id:
        raise Forbidden("findings.refused.head_of_it")


def _check(session: Session, new: list[Sanction], decided: Decided) -> None:
    if not new:
        raise Refused("findings.refused.none")
    if not decided.reason:
        raise Refused("findings.refused.reason")
    item = shelf(session).by_id.get(decided.item_id or 0)
    if Sanction.RETURN_AND_REPLACE in new and (item is None or not item.on_sale):
        raise Refused("findings.refused.item")


def _take_effect(
    session: Session, me: Visitor, finding: Finding, row: FindingSanction, *, item_id: int | None, at: dt.datetime
) -> None:
    if row.sort == Sanction.REFUSE_NETWORK:
        _block(session, me, finding, at=at)
        row.case_number = _network_case(session, me, finding, "close", reason=row.reason, at=at)
    if row.sort == Sanction.RETURN_AND_REPLACE:
        for sort, item in (("return", None), ("replacement", item_id)):
            session.add(
                FindingDraft(
                    finding_id=finding.id, sanction_id=row.id, sort=sort, item_id=item, state="open", made_at=at
                )
            )
    _on_device(session, me, finding, "device.barred", sort=row.sort, at=at)
    session.flush()


def _lift(
    session: Session, me: Visitor, finding: Finding, row: FindingSanction, *, reason: str, at: dt.datetime
) -> None:
    """End a sanction and what it brought about; what has been done already stays done."""
    row.lifted_at, row.lifted_by, row.lift_reason = at, me.id, reason
    session.flush()
    if row.sort == Sanction.REFUSE_NETWORK:
        device = _device(session, finding)
        if device is not None and device.state == DeviceState.BLOCKED:
            devices.move(session, device, DeviceState.ACTIVE, actor=me.actor, at=at, event="device.network_open")
        _network_case(session, me, finding, "open", reason=reason, at=at)
    drafts = sa.update(FindingDraft).where(FindingDraft.sanction_id == row.id, FindingDraft.state == "open")
    session.execute(drafts.values(state="withdrawn"))
    data = {"sanction": say(f"findings.sanction.{row.sort}"), "reason": reason}
    tell(session, finding, "lifted", actor=me.actor, at=at, data=data)
    _on_device(session, me, finding, "device.unbarred", sort=row.sort, at=at)


def _block(session: Session, me: Visitor, finding: Finding, *, at: dt.datetime) -> None:
    device = _device(session, finding)
    if device is not None and device.state == DeviceState.ACTIVE:
        data = {"number": finding.number}
        devices.move(
            session, device, DeviceState.BLOCKED, actor=me.actor, at=at, event="device.network_blocked", data=data
        )


def _network_case(session: Session, me: Visitor, finding: Finding, what: str, *, reason: str, at: dt.datetime) -> str:
    """Put the work in IT infrastructure's queue: keep it out, or let it in again (R-035)."""
    thing = f"{finding.what} {finding.device_tag}".strip()
    facts = [
        ("number", finding.number), ("what", thing), ("serial", finding.serial), ("unit", finding.unit_name),
        ("holder", finding.holder_name), ("reason", reason),
    ]  # fmt: skip
    new = cases.NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic=f"network_{what}", subject=say(f"findings.case.{what}", thing=thing),
        queue=Queue.IT_INFRASTRUCTURE, due_days=NETWORK_DAYS, device_tag=finding.device_tag,
        facts=tuple((say(f"findings.fact.{key}"), text) for key, text in facts if text),
    )  # fmt: skip
    return cases.open_case(session, me, new, at=at).number


def _on_device(session: Session, me: Visitor, finding: Finding, event: str, *, sort: str, at: dt.datetime) -> None:
    if finding.device_id is not None:
        data = {"number": finding.number, "sanction": say(f"findings.sanction.{sort}")}
        history.record(session, me.actor, at, [Event("device", finding.device_id, event, data)])


def _device(session: Session, finding: Finding) -> Device | None:
    return session.get(Device, finding.device_id) if finding.device_id else None
