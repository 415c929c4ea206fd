"""What follows of a decision: the thing goes back, another is ordered, extra costs, the unit's appeal, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import shelf
from app.devices import actions as devices
from app.devices.models import Device, DeviceState
from app.exceptions.models import Appeal, ExtraCost, Finding, FindingDraft
from app.findings.actions import letters
from app.findings.actions.moves import hold, move, standing, tell
from app.findings.actions.sanctioning import lift_all
from app.identity.models import CostCentre, Unit
from app.identity.queries import Visitor, addresses_of
from app.refusal import Changed, Forbidden, Refused
from app.shop import actions as shop
from app.words import kr, say
from app.words.formats import today_of
from catalogue.outside import FindingState, Sanction
from catalogue.terms import Role

RETURN, REPLACEMENT = "return", "replacement"
UPHELD, CHANGED, LIFTED = "upheld", "changed", "lifted"
MAY_STAND = (DeviceState.ACTIVE, DeviceState.BLOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What support or maintenance of it cost more; `amount` is öre excluding VAT."""

    token: str
    amount: int
    text: str
    on: dt.date


def handed_in(session: Session, me: Visitor, finding: Finding, *, at: dt.datetime) -> None:
    """The thing has come back to IT: the return is done, and the device is returned (R-037)."""
    held, draft = _draft(session, finding, RETURN)
    draft.state, draft.done_at, draft.done_by = "done", at, me.id
    device = session.get(Device, held.device_id) if held.device_id else None
    if device is not None and device.state in MAY_STAND:
        devices.move(session, device, DeviceState.RETURNED, actor=me.actor, at=at, event="device.given_back",
                     data={"number": held.number})  # fmt: skip
    tell(session, held, "handed_in", actor=me.actor, at=at)


def order_replacement(session: Session, me: Visitor, finding: Finding, *, at: dt.datetime) -> str:
    """Put what the range has instead in my basket, marked with the finding; gives its name (R-037).

    Raises Forbidden for anybody but the unit's chef, Changed when it was ordered or is not sold any more.
    """
    if finding.unit_id not in me.led_units:
        raise Forbidden("findings.refused.chef")
    held, draft = _draft(session, finding, REPLACEMENT)
    item = shelf(session).by_id.get(draft.item_id or 0)
    if item is None:
        raise Changed("findings.refused.moved", number=held.number)
    added = shop.add(session, me, item, 1, at=at)
    note = say("findings.replaces", what=held.what, number=held.number)[:500]
    shop.set_note(session, me, added.line_id, note, at=at)
    draft.state, draft.done_at, draft.done_by = "done", at, me.id
    tell(session, held, "replaced", actor=me.actor, at=at, data={"item": item.name})
    return item.name


def charge(session: Session, me: Visitor, finding: Finding, cost: Cost, *, at: dt.datetime) -> None:
    """Record an extra cost that the unit bears (R-038); the same form twice is one cost.

    Raises Refused for a day to come, Changed when nobody has decided that extra costs are the unit's.
    """
    if session.scalar(sa.select(ExtraCost.id).where(ExtraCost.token == cost.token)) is not None:
        return
    if cost.on > today_of(at):
        raise Refused("findings.refused.day")
    held = hold(session, finding.id)
    if Sanction.CHARGE_EXTRA_COST not in standing(session, held.id):
        raise Changed("findings.refused.not_charged")
    centre = sa.select(CostCentre.code, CostCentre.activity).join(Unit, Unit.cost_centre_id == CostCentre.id)
    row = session.execute(centre.where(Unit.id == held.unit_id)).one_or_none()
    session.add(
        ExtraCost(
            token=cost.token, finding_id=held.id, unit_id=held.unit_id, organisation_id=held.organisation_id,
            cost_centre=say("orders.account", code=row.code, activity=row.activity) if row else "",
            amount=cost.amount, text=cost.text, spent_on=cost.on, recorded_by=me.id, recorded_name=me.name,
            recorded_at=at,
        )
    )  # fmt: skip
    tell(session, held, "charged", actor=me.actor, at=at, data={"amount": kr(cost.amount), "text": cost.text})


def appeal(session: Session, me: Visitor, finding: Finding, text: str, *, at: dt.datetime) -> None:
    """Ask the head of IT to look again; raises Forbidden for others than the unit's chef, Changed when it is late."""
    if finding.unit_id not in me.led_units:
        raise Forbidden("findings.refused.chef")
    if not text:
        raise Refused("findings.refused.words")
    held = hold(session, finding.id)
    if held.state != FindingState.SANCTIONED or open_appeal(session, held) is not None:
        raise Changed("findings.refused.moved", number=held.number)
    if held.appeal_until is None or today_of(at) > held.appeal_until:
        raise Changed("findings.refused.late")
    row = Appeal(finding_id=held.id, text=text, made_by=me.id, made_by_name=me.name, made_at=at, outcome="")
    session.add(row)
    session.flush()
    tell(session, held, "appealed", actor=me.actor, at=at, data={"text": text})
    to = addresses_of(session, Role.HEAD_OF_IT, today_of(at))
    letters.write(session, held, "appealed", to, mark=f"appeal-{row.id}", at=at, text=text)


def answer_appeal(
    session: Session, me: Visitor, finding: Finding, answer: str, *, lifted: Collection[str], at: dt.datetime
) -> None:
    """The head of IT looks again: what is lifted, and why; none, some or all. Raises Forbidden, Refused, Changed."""
    if Role.HEAD_OF_IT not in me.roles or finding.holder_id == me.id:
        raise Forbidden("findings.refused.head_of_it")
    if not answer:
        raise Refused("findings.refused.reason")
    held = hold(session, finding.id)
    row = open_appeal(session, held)
    if row is None:
        raise Changed("findings.refused.moved", number=held.number)
    stands = set(standing(session, held.id))
    gone = stands & set(lifted)
    lift_all(session, me, held, gone, reason=answer, at=at)
    row.outcome = UPHELD if not gone else LIFTED if gone == stands else CHANGED
    row.answer, row.answered_by, row.answered_name, row.answered_at = answer, me.id, me.name, at
    data = {"outcome": say(f"findings.appeal.{row.outcome}"), "answer": answer}
    tell(session, held, "appeal_answered", actor=me.actor, at=at, data=data)
    letters.tell(session, held, "answered", mark=f"answered-{row.id}", at=at, text=answer,
                 outcome=say(f"findings.appeal.{row.outcome}"))  # fmt: skip


def close(session: Session, me: Visitor, finding: Finding, *, at: dt.datetime) -> None:
    """End it when nothing is left to do; what is refused stays refused. Raises Refused while something is."""
    held = hold(session, finding.id)
    left = sa.select(FindingDraft.id).where(FindingDraft.finding_id == held.id, FindingDraft.state == "open")
    if session.scalar(left.limit(1)) is not None or open_appeal(session, held) is not None:
        raise Refused("findings.refused.left")
    move(session, held, FindingState.CLOSED, actor=me.actor, at=at)


def open_appeal(session: Session, finding: Finding) -> Appeal | None:
    """The appeal that waits for the head of IT, or None."""
    waits = sa.select(Appeal).where(Appeal.finding_id == finding.id, Appeal.outcome == "")
    found: Appeal | None = session.scalar(waits)
    return found


def _draft(session: Session, finding: Finding, sort: str) -> tuple[Finding, FindingDraft]:
    held = hold(session, finding.id)
    question = sa.select(FindingDraft).where(
        FindingDraft.finding_id == held.id, FindingDraft.sort == sort, FindingDraft.state == "open"
    )
    draft = session.scalar(question)
    if draft is None:
        raise Changed("findings.refused.moved", number=held.number)
    return held, draft
