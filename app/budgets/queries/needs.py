"""What has been referred to the budget of a year, through the person who reads (R-025)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import BudgetRequest
from app.budgets.queries.frames import READERS
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.refusal import Missing
from catalogue.budgets import RequestState
from catalogue.terms import Role

MOST = 500


@dataclass(frozen=True, slots=True)
class Needed:
    """A need with whose it is."""

    row: BudgetRequest
    organisation: str
    unit: str


def needs(session: Session, me: Visitor, year: int) -> list[Needed]:
    """What is needed in a year within my reach: what waits for an answer first, the dearest first."""
    waits = sa.case((BudgetRequest.state == RequestState.NEW, 0), else_=1)
    question = (
        sa.select(BudgetRequest, Organisation.short_name, sa.func.coalesce(Unit.name, ""))
        .join(Organisation, Organisation.id == BudgetRequest.organisation_id)
        .outerjoin(Unit, Unit.id == BudgetRequest.unit_id)
        .where(BudgetRequest.year == year, _reach(me))
        .order_by(waits, sa.func.coalesce(BudgetRequest.amount, 0).desc(), BudgetRequest.id)
        .limit(MOST)
    )
    return [Needed(*row) for row in session.execute(question)]


def need(session: Session, me: Visitor, year: int, need_id: int) -> BudgetRequest:
    """One need of a year within my reach as an economist; raises Missing."""
    theirs = within(me, {Role.FINANCE}, organisation=BudgetRequest.organisation_id, unit=BudgetRequest.unit_id)
    mine = sa.select(BudgetRequest).where(BudgetRequest.id == need_id, BudgetRequest.year == year, theirs)
    found = session.scalar(mine)
    if found is None:
        raise Missing
    return found


def count(session: Session, year: int) -> int:
    """How many needs of a year wait for an answer, for the budget's own page."""
    waiting = sa.select(sa.func.count()).select_from(BudgetRequest)
    return int(session.scalar(waiting.where(BudgetRequest.year == year, BudgetRequest.state == RequestState.NEW)) or 0)


def _reach(me: Visitor) -> sa.ColumnElement[bool]:
    return within(me, READERS, organisation=BudgetRequest.organisation_id, unit=BudgetRequest.unit_id)
