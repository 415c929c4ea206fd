"""IT's answer to a request for an exception: yes, yes on terms, no with what the range has instead, or the budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.consultations import actions as consultations
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import Desk, matter_of
from app.desks.queries.resolving import barred
from app.exceptions import actions as exceptions
from app.exceptions.models import ExceptionRequest
from app.exceptions.queries.told import facts_of
from app.findings.queries import open_step
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from app.words.formats import today_of
from catalogue.terms import Role

YES, NO, BUDGET = "ja", "nej", "budget"
# What is chosen when nothing in the range would do instead.
NOTHING = "inget"
MAY_DECIDE = frozenset({Role.IT_WORKPLACE, Role.HEAD_OF_IT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What IT answers: the outcome, why, on what terms; `alternative` is an item's id, NOTHING, or not chosen."""

    outcome: str
    reason: str
    conditions: str = ""
    expires_on: dt.date | None = None
    review_on: dt.date | None = None
    alternative: str = ""
    budget_year: int | None = None


def decide(session: Session, me: Visitor, request: ExceptionRequest, said: Said, *, at: dt.datetime) -> None:
    """Answer for IT (R-034). Whoever of IT workplace is there may, and the head of IT, whosever desk it lies on.

    Raises Forbidden for others and for one's own, Changed when it waits for another answer, Refused for a no without
    reason or without a word on what the range has instead.
    """
    if me.roles.isdisjoint(MAY_DECIDE):
        raise Forbidden("exceptions.refused.not_it")
    held = exceptions.hold(session, request.id)
    asked = open_step(session, held.id)
    if asked is None:
        raise Changed("exceptions.refused.moved", number=held.number)
    if barred(session, {me.id}, matter_of(asked).own, today_of(at)):
        raise Forbidden("consultations.refused.own")
    _check(held, said)
    if asked.decider_id != me.id:
        _take(session, me, asked, at=at)
    exceptions.set_terms(session, held, _terms(said), today=today_of(at))
    choice = approvals.Choice(approved=said.outcome == YES)
    approvals.decide(session, me, asked.id, {approvals.WHOLE: choice}, reason=said.reason, digest="", at=at)


def answer_network(
    session: Session, me: Visitor, request: ExceptionRequest, question_id: int, *, outcome: str, text: str,
    at: dt.datetime,
) -> None:  # fmt: skip
    """IT infrastructure's answer about what would connect; a no ends the request (R-061)."""
    held = exceptions.hold(session, request.id)
    consultations.answer(session, me, question_id, outcome, text=text, own=held.own, at=at)
    if outcome == consultations.REFUSED:
        exceptions.network_said_no(session, held.id, text, who=me.name, actor=me.actor, at=at)


def seek_advice(
    session: Session, me: Visitor, request: ExceptionRequest, wanted: consultations.Advice, *, at: dt.datetime
) -> None:
    """Ask another of IT's groups before IT answers (R-017).

    Raises Forbidden for others than those who answer for IT, Changed when it waits for another answer, Refused.
    """
    if me.roles.isdisjoint(MAY_DECIDE):
        raise Forbidden("exceptions.refused.not_it")
    held = exceptions.hold(session, request.id)
    if open_step(session, held.id) is None:
        raise Changed("exceptions.refused.moved", number=held.number)
    consultations.seek(session, exceptions.about(held), me, wanted, facts=facts_of(held), at=at)


def _check(request: ExceptionRequest, said: Said) -> None:
    if said.outcome not in (YES, NO, BUDGET):
        raise Refused("exceptions.refused.reason")
    if said.outcome != YES and not said.reason:
        raise Refused("exceptions.refused.reason")
    if said.outcome == NO and request.suggested and not said.alternative:
        raise Refused("exceptions.refused.alternative")
    if said.outcome == BUDGET and said.budget_year is None:
        raise Refused("exceptions.refused.budget_year")


def _take(session: Session, me: Visitor, asked: ApprovalRequest, *, at: dt.datetime) -> None:
    """Lay the question on my desk: IT's questions are for whoever of them is there."""
    relation = "role" if Role.IT_WORKPLACE in me.roles else "appointed"
    desks.move_to(asked, Desk(me.id, me.name, relation, "handed", asked.decider_name), settings=None, at=at)
    session.flush()


def _terms(said: Said) -> exceptions.Terms:
    if said.outcome == BUDGET:
        return exceptions.Terms(budget_year=said.budget_year)
    if said.outcome == NO:
        item = int(said.alternative) if said.alternative.isascii() and said.alternative.isdigit() else None
        return exceptions.Terms(alternative_id=item, alternative_sought=bool(said.alternative))
    return exceptions.Terms(conditions=said.conditions, expires_on=said.expires_on, review_on=said.review_on)
