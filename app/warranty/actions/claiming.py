"""Making a claim: sent where the agreement leads it, with the papers filled in; what no warranty covers is mended."""

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
from app.cases.actions.moves import move as move_case
from app.cases.actions.writing import add
from app.cases.models import Case
from app.db import locked
from app.devices.models import Device
from app.identity.queries import Visitor
from app.orders.models import OrderLine
from app.refusal import Refused
from app.uploads import Accepted
from app.warranty.actions import letters
from app.warranty.actions.moves import move, told
from app.warranty.models import Claim
from app.warranty.queries.claimable import Thing
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.cases import CaseKind, CaseState
from catalogue.edition import Edition
from catalogue.requests import Task
from catalogue.terms import Queue
from catalogue.warranty import Cause, ClaimState, becomes_repair, claim_route, hindrances

C = ClaimState
CLAIM, REPAIR, ANSWER = "warranty_claim", "repair", "claim_answer"
QUEUES = {
    C.ROUTED_IT: Queue.IT_WORKPLACE,
    C.ROUTED_MUNICIPALITY: Queue.MUNICIPALITY,
    C.ROUTED_SUPPLIER: Queue.SERVICEDESK,
}
DAYS = {
    C.ROUTED_IT: "claim_it_days", C.ROUTED_MUNICIPALITY: "claim_municipality_days",
    C.ROUTED_SUPPLIER: "claim_supplier_days",
}  # fmt: skip
# Said first of several hindrances: what cannot be helped by mending either.
FIRST = ("not_delivered", "support_refused", "already_open", "own_contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody tells of something that broke; `folder` is where pictures are kept."""

    text: str
    cause: str
    folder: Path
    quantity: int = 1
    broke_on: dt.date | None = None
    loaner: bool = False
    phone: str = ""
    files: Sequence[Accepted] = ()


def why_not(thing: Thing, wanted: Wanted, today: dt.date) -> tuple[str, ...]:
    """Every reason why this is no claim, the gravest first."""
    facts = thing.facts(today, quantity=wanted.quantity, damage=wanted.cause == Cause.DAMAGE)
    return tuple(sorted(hindrances(thing.kind, facts), key=lambda key: (key not in FIRST, key)))


def claim(session: Session, me: Visitor, thing: Thing, wanted: Wanted, *, agreed: Edition, at: dt.datetime) -> Claim:
    """Make a claim and send it where it belongs (R-062, R-063, R-064, R-170).

    Raises Refused with the reason when there is nothing to claim, or when the thing is claimed already.
    """
    _hold(session, thing)
    end = thing.facts(today_of(at)).last_day
    if (stops := why_not(thing, wanted, today_of(at))) or end is None:
        raise Refused(f"warranty.refused.{stops[0] if stops else 'unknown_warranty'}")
    route = _route(thing)
    case = cases.open_case(session, me, _new_case(thing, wanted, route, agreed=agreed, end=end), at=at)
    made = _row(me, thing, wanted, case=case, route=route, end=end)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Refused("warranty.refused.already_open") from error
    _with_files(session, case, me, wanted, at=at)
    move(session, made, route)
    if route is C.ROUTED_SUPPLIER and thing.supplier:
        move_case(case, CaseState.WAITING, at=at)
        case.assignee_name = thing.supplier.name
    session.flush()
    history.record(session, me.actor, at, [told(made, "opened"), told(made, route.value, who=_who(thing))])
    letters.to_whom_it_concerns(session, made, case, thing.supplier, at=at)
    return made


def repair(session: Session, me: Visitor, thing: Thing, wanted: Wanted, *, agreed: Edition, at: dt.datetime) -> Case:
    """Open a case about mending what no warranty covers.

    Raises Refused when nothing hinders a claim, and when something hinders a repair too.
    """
    _hold(session, thing)
    stops = why_not(thing, wanted, today_of(at))
    if not becomes_repair(stops):
        raise Refused(f"warranty.refused.{stops[0] if stops else 'claim_instead'}")
    route = _route(thing)
    queue = Queue.SERVICEDESK if route is C.ROUTED_SUPPLIER else QUEUES[route]
    facts = (*_facts(thing, wanted), (say("warranty.fact.why_repair"), say(f"warranty.stop.{stops[0]}")))
    new = cases.NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic=REPAIR, subject=say("warranty.case.repair", thing=thing.name), queue=queue,
        due_days=int(agreed.setting("fault_due_days")), description=wanted.text, facts=facts,
        remarks=(say("warranty.case.repair_cost"),), device_tag=thing.device.tag if thing.device else "",
    )  # fmt: skip
    case = cases.open_case(session, me, new, at=at)
    _with_files(session, case, me, wanted, at=at)
    return case


def _route(thing: Thing) -> ClaimState:
    """Where it goes; what nobody knows the supplier of is IT's to find out."""
    route = claim_route(thing.kind, thing.segment)
    return C.ROUTED_IT if route is C.ROUTED_SUPPLIER and thing.supplier is None else route


def _hold(session: Session, thing: Thing) -> None:
    """Hold what is claimed until commit, so that of two claims at once one sees the other."""
    if thing.device is not None:
        session.execute(locked(sa.select(Device.id).where(Device.id == thing.device.id)))
    elif thing.line is not None:
        session.execute(locked(sa.select(OrderLine.id).where(OrderLine.id == thing.line.id)))
        open_ = sa.select(sa.func.coalesce(sa.func.sum(Claim.quantity), 0)).where(
            Claim.order_line_id == thing.line.id, Claim.state != C.CLOSED
        )
        if int(session.scalar(open_) or 0) != thing.claimed:
            raise Refused("warranty.refused.already_open")


def _new_case(
    thing: Thing, wanted: Wanted, route: ClaimState, *, agreed: Edition, end: dt.date
) -> cases.NewCase:  # what is claimed, why, where to and until when
    facts = (*_facts(thing, wanted), (say("warranty.fact.warranty_end"), day_long(end, year=True)))
    return cases.NewCase(
        kind=CaseKind.INCIDENT, topic=CLAIM, subject=say("warranty.case.claim", thing=thing.name), queue=QUEUES[route],
        due_days=int(agreed.setting(DAYS[route])), description=wanted.text, facts=facts,
        tasks=(Task(key=ANSWER, label=say("warranty.case.answer"), demanded=True),),
        device_tag=thing.device.tag if thing.device else "",
    )  # fmt: skip


def _facts(thing: Thing, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """What the handler would otherwise have to ask for: numbers and papers."""
    device, line = thing.device, thing.line
    rows = [
        ("device", f"{device.model}, {device.tag}" if device else ""),
        ("serial", device.serial if device else ""),
        ("imei", (device.imei or "") if device else ""),
        ("article", f"{line.name}, {line.article}" if line else ""),
        ("quantity", str(wanted.quantity) if wanted.quantity > 1 else ""),
        ("holder", device.holder_name if device else ""),
        ("order", thing.order_number),
        ("invoice", thing.invoice_reference),
        ("supplier_invoice", thing.invoice),
        ("partner_order", thing.partner_order),
        ("supplier", thing.supplier.name if thing.supplier else ""),
        ("cause", say(f"warranty.cause.{wanted.cause}")),
        ("broke_on", day_long(wanted.broke_on, year=True) if wanted.broke_on else ""),
        ("loaner", say("warranty.fact.loaner_yes") if wanted.loaner else ""),
        ("phone", wanted.phone),
    ]
    return tuple((say(f"warranty.fact.{key}"), text) for key, text in rows if text)


def _row(  # of what whose claim is, and where it goes
    me: Visitor, thing: Thing, wanted: Wanted, *, case: Case, route: ClaimState, end: dt.date
) -> Claim:
    device = thing.device
    return Claim(
        number=case.number, case_id=case.id, device_id=device.id if device else None,
        order_line_id=thing.line.id if thing.line else None, supplier_id=thing.supplier.id if thing.supplier else None,
        holder_id=device.holder_id if device else me.id, holder_name=device.holder_name if device else me.name,
        thing=thing.name, illustration=thing.illustration, quantity=wanted.quantity, cause=wanted.cause,
        broke_on=wanted.broke_on, warranty_end=end, route=route.value, state=C.SUBMITTED.value,
        loaner_wanted=wanted.loaner,
    )  # fmt: skip


def _with_files(session: Session, case: Case, me: Visitor, wanted: Wanted, *, at: dt.datetime) -> None:
    if wanted.files:
        add(session, case, me.actor, cases.Sent(text="", folder=wanted.folder, files=wanted.files), at=at)


def _who(thing: Thing) -> str:
    return thing.supplier.name if thing.supplier else ""
