"""The one way a budget year changes state, who may change it, and what is told of it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetStep, BudgetYear, CouncilDecision
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from catalogue.contribution import ONWARD, OPEN, BudgetState
from catalogue.rights import may

# What a budget is while its year is invoiced and spent.
STANDING = (BudgetState.ADOPTED, BudgetState.RUNNING)


def demand(me: Visitor, right: str) -> None:
    """Raise Forbidden unless this person carries a right: the economist prepares, the head of IT locks."""
    if not may(right, me.roles):
        raise Forbidden("contribution.refused.not_yours")


def demand_open(session: Session, year: BudgetYear) -> None:
    """Raise Refused when figures stand: the budget is adopted, or a council has decided on them."""
    if year.state not in OPEN:
        raise Refused("contribution.refused.adopted", year=year.year)
    holding = sa.select(CouncilDecision.id).where(
        CouncilDecision.year_id == year.id, CouncilDecision.withdrawn_at.is_(None)
    )
    if session.scalar(holding.limit(1)):
        raise Refused("contribution.refused.decided", year=year.year)


def move(
    session: Session, year: BudgetYear, to: BudgetState, actor: Actor, *, note: str = "", at: dt.datetime
) -> Event:  # which budget, where to, who
    """Move a budget to the next state, with a row that says who and when; raises Changed when it has moved."""
    if ONWARD.get(BudgetState(year.state)) is not to:
        raise Changed("contribution.refused.moved", year=year.year)
    session.flush()
    values: dict[str, object] = {"state": to.value}
    if to is BudgetState.ADOPTED:
        values["adopted_at"] = at
    guarded = sa.update(BudgetYear).where(BudgetYear.id == year.id, BudgetYear.state == year.state)
    moved = session.scalar(
        guarded.values(**values).returning(BudgetYear.id).execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("contribution.refused.moved", year=year.year)
    by = {"made_by": actor.id, "made_by_name": actor.name, "made_at": at}
    session.add(BudgetStep(year_id=year.id, state=to.value, note=note, **by))
    session.flush()
    session.refresh(year)
    return told(year, to.value, note=note)


def told(year: BudgetYear, name: str, /, **data: object) -> Event:
    """Something that happened to a budget."""
    return Event("budget", year.id, f"budget.{name}", {"year": year.year, **data})
