"""Settling a pallet: what the recycler pays goes back to those who owned the devices, and what is done is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import history
from app.cases.models import Case
from app.devices.models import Device
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Refused
from app.returns.actions.custody import stepped
from app.returns.actions.pallets import move_pallet, told
from app.returns.actions.working import close
from app.returns.models import Credit, Pallet, PalletFinding
from app.returns.queries.found import Found
from app.returns.queries.pallets import OnPallet
from app.words import kr


def answer(session: Session, finding: PalletFinding, me: Visitor, *, text: str, at: dt.datetime) -> None:
    """Say what became of a difference; raises Refused without words, or when it is answered already."""
    if not text or finding.settled_at is not None:
        raise Refused("returns.refused.finding")
    finding.settled_at, finding.answer = at, text
    session.flush()
    data = {"number": "", "serial": finding.serial, "text": text}
    history.record(session, me.actor, at, [Event("pallet", finding.pallet_id, "pallet.answered", data)])


def settle(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], open_findings: int, *, me: Visitor, at: dt.datetime
) -> int:  # which pallet with what on it, who
    """Credit each cost centre what its devices brought, and close them; returns the sum, öre.

    Raises Refused before the report, and while a difference is unanswered or a matched device lacks its certificate;
    Changed when another hand was first.
    """
    if open_findings:
        raise Refused("returns.refused.open_findings", count=open_findings)
    matched = [each for each in items if each.item.result == "matched"]
    if bare := [each.item.serial for each in matched if not each.item.certificate]:
        raise Refused("returns.refused.certificates", serials=", ".join(bare[:10]))
    if pallet.state != "reported":
        raise Refused("returns.refused.not_reported")
    events: list[Event] = []
    for each in matched:
        events += _one(session, each, me, at)
    total = sum(each.item.amount for each in matched)
    move_pallet(session, pallet, "settled", settled_at=at)
    history.record(session, me.actor, at, [*events, told(pallet, "settled", total=kr(total))])
    return total


def _one(session: Session, each: OnPallet, me: Visitor, at: dt.datetime) -> list[Event]:
    row, events = each.row, list[Event]()
    if each.item.amount:
        session.add(
            Credit(item_id=each.item.id, organisation_id=row.organisation_id, unit_id=row.unit_id,
                   cost_centre=row.cost_centre, amount=each.item.amount, credited_at=at)
        )  # fmt: skip
        events.append(stepped(session, row, "credited", actor=me.actor, at=at, amount=each.item.amount,
                              cost_centre=row.cost_centre))  # fmt: skip
    device, case = session.get_one(Device, row.device_id), session.get_one(Case, row.case_id)
    return [*events, close(session, Found(row, case, device, "", ""), me, at=at)]
