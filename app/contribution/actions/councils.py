"""What the four councils decide of a budget, recorded with a reference to the document (R-021)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, told
from app.contribution.actions.years import demand_figures
from app.contribution.models import BudgetYear, CouncilDecision
from app.contribution.queries import Member
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words.formats import today_of
from catalogue.contribution import BudgetState


@dataclass(frozen=True, slots=True)
class Decided:
    """A council's decision: which council, when, under which paragraph or number."""

    council: str
    on: dt.date
    reference: str
    note: str = ""


def record(
    session: Session, year: BudgetYear, me: Visitor, member: Member, *, decided: Decided, at: dt.datetime
) -> None:  # in which budget, who records, for whom
    """Record that a member's council has decided; raises Forbidden, and Refused outside the dialogue or twice."""
    demand(me, "finance")
    if year.state != BudgetState.IN_DIALOGUE:
        raise Refused("contribution.refused.not_in_dialogue")
    if decided.on > today_of(at):
        raise Refused("contribution.refused.future")
    if _holding(session, year, member) is not None:
        raise Refused("contribution.refused.decided_twice", name=member.short_name)
    if not _any_holds(session, year):
        demand_figures(session, year)
    session.add(
        CouncilDecision(
            year_id=year.id, organisation_id=member.id, council=decided.council, decided_on=decided.on,
            reference=decided.reference, note=decided.note, recorded_by=me.id, recorded_by_name=me.name,
            recorded_at=at,
        )
    )  # fmt: skip
    session.flush()
    data = {"name": member.short_name, "day": decided.on.isoformat(), "reference": decided.reference}
    history.record(session, me.actor, at, [told(year, "decided", **data)])


def withdraw(
    session: Session, year: BudgetYear, me: Visitor, member: Member, *, reason: str, at: dt.datetime
) -> None:  # in which budget, who, whose decision
    """Take back what was recorded by mistake, with the reason; raises Forbidden, and Refused once it is adopted."""
    demand(me, "finance")
    found = _holding(session, year, member)
    if year.state != BudgetState.IN_DIALOGUE or found is None:
        raise Refused("contribution.refused.adopted", year=year.year)
    if not reason:
        raise Refused("contribution.refused.why")
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = at, me.id, reason
    session.flush()
    data = {"name": member.short_name, "reference": found.reference, "reason": reason}
    history.record(session, me.actor, at, [told(year, "withdrawn", **data)])


def _holding(session: Session, year: BudgetYear, member: Member) -> CouncilDecision | None:
    question = sa.select(CouncilDecision).where(
        CouncilDecision.year_id == year.id, CouncilDecision.organisation_id == member.id,
        CouncilDecision.withdrawn_at.is_(None),
    )  # fmt: skip
    found: CouncilDecision | None = session.scalar(question)
    return found


def _any_holds(session: Session, year: BudgetYear) -> bool:
    holding = sa.select(CouncilDecision.id).where(
        CouncilDecision.year_id == year.id, CouncilDecision.withdrawn_at.is_(None)
    )
    return session.scalar(holding.limit(1)) is not None
