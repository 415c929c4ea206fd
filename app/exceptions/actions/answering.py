"""What becomes of the answers: the chef's, IT's with its terms, and a no to the network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import shelf
from app.budgets import actions as budgets
from app.consultations import actions as consultations
from app.consultations.queries import holding, questions_of
from app.desks.models import Ruling
from app.exceptions.actions import letters
from app.exceptions.actions.asking import ask, ask_network
from app.exceptions.actions.moves import hold, move
from app.exceptions.actions.sending import let_go
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.history import Actor
from app.identity.models import Organisation
from app.refusal import Refused
from app.words import day_long, say
from catalogue.outside import ExceptionState
from catalogue.terms import Asked

S = ExceptionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms IT says yes, or what it says instead: a model of the range, or next year's budget."""

    conditions: str = ""
    expires_on: dt.date | None = None
    review_on: dt.date | None = None
    alternative_id: int | None = None
    # IT has looked, so that no alternative means that the range has none.
    alternative_sought: bool = False
    budget_year: int | None = None


def set_terms(session: Session, request: ExceptionRequest, terms: Terms, *, today: dt.date) -> None:
    """Keep IT's terms before its decision is carried out; raises Refused for days that have passed."""
    for day in (terms.expires_on, terms.review_on):
        if day is not None and day <= today:
            raise Refused("exceptions.refused.past")
    if terms.budget_year is not None and terms.budget_year <= today.year:
        raise Refused("exceptions.refused.budget_year")
    request.conditions, request.expires_on, request.review_on = terms.conditions, terms.expires_on, terms.review_on
    request.alternative_id, request.budget_year = terms.alternative_id, terms.budget_year
    request.alternative_sought = terms.alternative_sought
    session.flush()


def carry_out(session: Session, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    """Let a request go on after an answer: from the chef to IT, and from IT to the one who asked (R-034).

    Raises Refused for IT's yes while IT infrastructure has not answered about what connects.
    """
    request = hold(session, ruling.matter_id)
    if ruling.step == Asked.MANAGER:
        _manager(session, request, ruling, actor=actor, at=at)
    elif ruling.approved:
        _it_yes(session, request, ruling, actor=actor, at=at)
    elif request.budget_year:
        _refer(session, request, ruling, actor=actor, at=at)
    else:
        _decline(session, request, ruling.reason, who=ruling.who, actor=actor, at=at)


def network_said_no(session: Session, request_id: int, reason: str, *, who: str, actor: Actor, at: dt.datetime) -> None:
    """IT infrastructure has said no to what would connect: that ends the request (R-061)."""
    request = hold(session, request_id)
    _decline(session, request, reason, who=who, actor=actor, at=at)
    let_go(session, request, at=at)


def _manager(session: Session, request: ExceptionRequest, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    if not ruling.approved:
        _decline(session, request, ruling.reason, who=ruling.who, actor=actor, at=at)
        return
    values = {"manager_id": actor.id, "manager_name": ruling.who}
    move(session, request, S.IT_REVIEW, actor=actor, at=at, data={"who": ruling.who}, **values)
    settings = session.scalar(sa.select(Organisation.settings).where(Organisation.id == request.organisation_id))
    ask(session, request, Asked.IT, settings=settings, at=at)
    if request.connects:
        ask_network(session, request, at=at)
    letters.tell(session, request, "manager_yes", at=at, by=ruling.who)


def _it_yes(session: Session, request: ExceptionRequest, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    if waits := holding(questions_of(session, EXCEPTION, request.id)):
        raise Refused("exceptions.refused.network_waits", queue=say(f"cases.queue.{waits[0].queue}"))
    to = S.APPROVED_WITH_CONDITIONS if request.conditions else S.APPROVED
    values = {"it_id": actor.id, "it_name": ruling.who, "alternative_id": None, "budget_year": None}
    move(session, request, to, actor=actor, at=at, data={"who": ruling.who}, **values)
    facts = [
        (say("exceptions.fact.conditions"), request.conditions),
        (say("exceptions.fact.expires_on"), day_long(request.expires_on, year=True) if request.expires_on else ""),
    ]
    facts = [(term, text) for term, text in facts if text]
    letters.tell(session, request, "approved", at=at, text=ruling.reason, facts=facts, by=ruling.who)


def _refer(session: Session, request: ExceptionRequest, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    year = str(request.budget_year)
    data = {"who": ruling.who, "year": year, "reason": ruling.reason}
    move(session, request, S.REFERRED_TO_BUDGET, actor=actor, at=at, data=data)
    need = budgets.Need(
        year=request.budget_year or at.year + 1, origin="exception", origin_id=request.id, number=request.number,
        path=f"/begar/utanfor-sortimentet/{request.number}", title=request.what,
        organisation_id=request.organisation_id, unit_id=request.unit_id, amount=request.amount, reason=ruling.reason,
    )  # fmt: skip
    budgets.refer(session, need, actor=Actor(actor.id, ruling.who), at=at)
    letters.tell(session, request, "referred", at=at, text=ruling.reason, by=ruling.who, year=year)


def _decline(
    session: Session, request: ExceptionRequest, reason: str, *, who: str, actor: Actor, at: dt.datetime
) -> None:
    """Say no, with why and with what the range has instead where anything was near."""
    instead = request.alternative_id
    if instead is None and not request.alternative_sought:
        instead = _still_sold(session, request)
    values = {"decline_reason": reason, "alternative_id": instead}
    move(session, request, S.DECLINED, actor=actor, at=at, data={"who": who, "reason": reason}, **values)
    consultations.withdraw(session, EXCEPTION, request.id)
    item = shelf(session).by_id.get(instead or 0)
    facts = [(say("exceptions.fact.alternative"), item.name)] if item else []
    letters.tell(session, request, "declined", at=at, text=reason, facts=facts, by=who)


def _still_sold(session: Session, request: ExceptionRequest) -> int | None:
    """The nearest of what was shown first that is still on sale."""
    known = shelf(session).by_id
    return next((item for item in request.suggested if item in known and known[item].on_sale), None)
