"""The end of a claim: it works and is closed, or does not and is opened again; a claim follows its case."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.cases import actions as cases
from app.cases.actions import ticketing
from app.cases.actions.moves import finish, note
from app.cases.actions.moves import move as move_case
from app.cases.models import Case
from app.cases.queries.found import with_steps
from app.db import locked
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.warranty.actions import letters
from app.warranty.actions.moves import move, told
from app.warranty.models import Claim
from app.warranty.queries.found import Found
from app.words import say
from catalogue.cases import OPEN, CaseState
from catalogue.edition import Edition
from catalogue.warranty import DECIDED, ClaimState, may_withdraw

C = ClaimState
MOST_AT_ONCE = 100
CLEARED: dict[str, object] = {
    "outcome": "", "answer": "", "decided_by": None, "decided_name": "", "decided_at": None, "closed_at": None,
}  # fmt: skip


def close(session: Session, found: Found, me: Visitor, agreed: Edition, *, at: dt.datetime) -> None:
    """Say that it works; raises Forbidden for all but claimant and handler, Refused without an answer."""
    if found.claim.state not in DECIDED:
        raise Refused("warranty.refused.unanswered")
    cases.close(session, with_steps(session, found.case), me, agreed, at=at)
    _close(session, found.claim, me.actor, at)


def withdraw(session: Session, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Take back a claim that nobody has begun with; it may be opened again like any other that is closed.

    Raises Forbidden for all but the one who claimed, Refused when somebody has begun, Changed when another was first.
    """
    claim, case = found.claim, found.case
    if case.requester_id != me.id:
        raise Forbidden("warranty.refused.not_yours")
    if not may_withdraw(claim.state, lent=claim.loaner_id is not None, shared=claim.shared_at is not None):
        raise Refused("warranty.refused.withdraw")
    move(session, claim, C.CLOSED, closed_at=at)
    finish(session, case, "withdrawn", "", at=at)
    move_case(case, CaseState.CLOSED, at=at)
    case.closed_at = at
    note(session, case, me.actor, "case.withdrawn", at=at)
    ticketing.tell(session, case, "case.closed", at=at)
    history.record(session, me.actor, at, [told(claim, "withdrawn")])
    letters.taken_back(session, claim, case, found.supplier, at=at)


def reopen(session: Session, found: Found, me: Visitor, text: str, *, at: dt.datetime) -> None:
    """Say that it does not work after all, within thirty days.

    Raises Forbidden, Refused without words, too late, or for a replaced device: that one is claimed by itself.
    """
    claim = found.claim
    if claim.replacement_id is not None:
        raise Refused("warranty.refused.claim_the_new")
    if claim.state not in DECIDED | {C.CLOSED}:
        raise Refused("warranty.refused.unanswered")
    cases.reopen(session, with_steps(session, found.case), me, text, at=at)
    _reopen(session, claim, me.actor, at)
    if found.supplier is not None and (claim.route == C.ROUTED_SUPPLIER or claim.shared_at is not None):
        letters.to_supplier(session, claim, found.case, found.supplier, what="again", at=at, text=text)


def follow_cases(session: Session, *, at: dt.datetime) -> int:
    """Close claims whose cases were closed by time, open those whose cases were opened again; gives how many."""
    system = Actor(None, say("cases.system"))
    over = sa.and_(Claim.state.in_(DECIDED), Case.state == CaseState.CLOSED)
    answered = sa.or_(Claim.outcome != "", Claim.state == C.CLOSED)
    again = sa.and_(answered, Case.state.in_(OPEN), Claim.replacement_id.is_(None))
    question = sa.select(Claim).join(Case, Case.id == Claim.case_id).where(sa.or_(over, again)).order_by(Claim.id)
    claims = list(session.scalars(locked(question.limit(MOST_AT_ONCE))))
    for claim in claims:
        case = session.get_one(Case, claim.case_id)
        (_close if case.state == CaseState.CLOSED else _reopen)(session, claim, system, at)
    return len(claims)


def _close(session: Session, claim: Claim, actor: Actor, at: dt.datetime) -> None:
    move(session, claim, C.CLOSED, closed_at=at)
    history.record(session, actor, at, [told(claim, "closed")])


def _reopen(session: Session, claim: Claim, actor: Actor, at: dt.datetime) -> None:
    events: list[Event] = []
    if claim.state != C.CLOSED:
        move(session, claim, C.CLOSED, closed_at=at)
        events.append(told(claim, "closed"))
    move(session, claim, C.REOPENED, **CLEARED)
    history.record(session, actor, at, [*events, told(claim, "reopened")])
