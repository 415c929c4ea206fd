"""What the page of a claim shows: to the one who claims, to its handler, to the supplier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app import history, web
from app.cases.queries.visible import may_handle
from app.identity.queries import Visitor
from app.warranty.actions.handling import is_waiting
from app.warranty.actions.replacing import is_replaceable
from app.warranty.actions.writing import takes_part
from app.warranty.models import Claim
from app.warranty.queries import Found
from app.warranty.queries.found import messages
from app.warranty.queries.visible import may_decide
from app.warranty.views.doors import visitor
from app.words import day_long, moment, say
from catalogue.warranty import DECIDED, REOPEN_DAYS, ClaimState, may_withdraw

C = ClaimState
Faults = Sequence[tuple[str, Any]]


def show(found: Found, *, status: int = 200, faults: Faults = (), typed: Mapping[str, Any] | None = None) -> Any:
    """The page of a claim, with what is wrong and what was typed."""
    me, claim, case = visitor(), found.claim, found.case
    waits = claim.state not in DECIDED | {C.CLOSED}
    decides, mine = may_decide(claim, case, me), case.requester_id == me.id
    solved = case.solved_at is not None and web.now() - case.solved_at <= dt.timedelta(days=REOPEN_DAYS)
    return web.page(
        "warranty/claim.html", "claim", status=status, found=found, claim=claim, case=case, faults=list(faults),
        typed=dict(typed or {}), mine=mine, waits=waits, decides=decides and waits, begun=not is_waiting(claim),
        writes=takes_part(found, me), internal=may_handle(case, me), headline=_headline(found),
        late=waits and case.due_at < web.now(), base=_base(me) + claim.number, supplier=me.supplier_id is not None,
        talk=[(row, moment(row.written_at)) for row in messages(web.session(), found, inside=may_handle(case, me))],
        events=_events(claim.id), steps=_steps(found), facts=_facts(found, me),
        may_share=decides and waits and _may_share(found, me), lends=decides and waits and me.supplier_id is None,
        outcomes=_outcomes(found),
        may_close=claim.state in DECIDED and (mine or may_handle(case, me)),
        may_reopen=solved and not waits and claim.replacement_id is None and (mine or may_handle(case, me)),
        thanks="tack" in request.args and mine, may_withdraw=mine and _may_withdraw(claim),
    )  # fmt: skip


def _may_withdraw(claim: Claim) -> bool:
    return may_withdraw(claim.state, lent=claim.loaner_id is not None, shared=claim.shared_at is not None)


def _base(me: Visitor) -> str:
    return "/partner/reklamationer/" if me.supplier_id is not None else "/reklamationer/"


def _headline(found: Found) -> str:
    """The one sentence that says where the claim is and whose turn it is."""
    claim, supplier = found.claim, found.supplier.name if found.supplier else ""
    key = "withdrawn" if claim.is_withdrawn else claim.outcome or claim.state
    return say(f"warranty.next.{key}", who=found.case.assignee_name, supplier=supplier)


def _may_share(found: Found, me: Visitor) -> bool:
    return found.supplier is not None and found.claim.shared_at is None and me.supplier_id is None


def _outcomes(found: Found) -> list[str]:
    """What it may be answered: nothing new comes in the place of what is blocked or back at IT."""
    stuck = found.device is not None and not is_replaceable(found.device)
    return [outcome for outcome in ("repaired", "replaced", "refused") if outcome != "replaced" or not stuck]


def _steps(found: Found) -> list[tuple[str, str, str]]:
    """Sent, being looked at, answered: where it stands."""
    claim, case = found.claim, found.case
    if claim.is_withdrawn:
        taken_back = (say("warranty.step.withdrawn"), _when(claim.closed_at), "stopped")
        return [(say("warranty.step.sent"), moment(case.opened_at), "done"), taken_back]
    place = 0 if is_waiting(claim) else 1 if claim.outcome == "" else 2
    last = say(f"warranty.step.{claim.outcome or 'answered'}")
    whens = (moment(case.opened_at), case.assignee_name if place else "", _when(claim.decided_at))
    titles = (say("warranty.step.sent"), say("warranty.step.looked_at"), last)
    states = [("now" if nr == place else "done" if nr < place else "next") for nr in range(3)]
    if place == 2:
        states[2] = "stopped" if claim.outcome == C.REFUSED else "end"
    return list(zip(titles, whens, states, strict=True))


def _facts(found: Found, me: Visitor) -> list[tuple[str, str]]:
    """The papers, filled in: numbers, order, invoice, warranty."""
    rows = [(question, answer) for question, answer in found.case.facts]
    invoice = say("warranty.fact.supplier_invoice")
    if found.invoice and invoice not in {question for question, _answer in rows}:
        rows.append((invoice, found.invoice))  # it came after the claim
    if found.claim.supplier_reference:
        rows.append((say("warranty.fact.reference"), found.claim.supplier_reference))
    if me.supplier_id is not None:
        rows.insert(
            0,
            (
                say("warranty.fact.customer"),
                f"{found.case.requester_name}, {found.case.unit_name}, {found.organisation}",
            ),
        )
    return rows


def _events(claim_id: int) -> list[tuple[str, str]]:
    entries = history.of(web.session(), "claim", claim_id)
    said = [(say(f"history.{entry.event}", **entry.data), entry) for entry in entries]
    return [(say("cases.event", what=what, who=entry.actor_name), moment(entry.at)) for what, entry in said]


def _when(at: dt.datetime | None) -> str:
    return day_long(at) if at else ""
