"""The year's result is divided and locked; it then stands on the next year's first invoice (L497-L498, R-131)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, move, told
from app.contribution.models import BudgetYear, CapitalRun, Settlement, SettlementPart
from app.contribution.queries import adopted, parts, settlement_of
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.words import kr
from catalogue import contribution
from catalogue.contribution import BudgetState


@dataclass(frozen=True, slots=True)
class Result:
    """What the books say of a year: the shared result, öre, a surplus above zero, and where it is read."""

    shared: int
    reference: str


def prepare(session: Session, year: BudgetYear, me: Visitor, result: Result, *, at: dt.datetime) -> Settlement:
    """Divide the result of a closed year: the shared part by that year's key, each member's own to itself.

    It may be prepared anew until it is locked. Raises Forbidden for others than the economist, Refused before the year
    is closed and its capital costs are reckoned.
    """
    demand(me, "finance")
    if year.state != BudgetState.CLOSED:
        raise Refused("contribution.refused.not_closed", year=year.year)
    if not result.reference:
        raise Refused("contribution.refused.why")
    run = _outcome(session, year)
    row, old = settlement_of(session, year)
    for part in old:
        session.delete(part)
    session.flush()
    row = row or Settlement(year_id=year.id)
    row.run_id, row.shared_result, row.reference = run.id, result.shared, result.reference
    row.prepared_by, row.prepared_by_name, row.prepared_at = me.id, me.name, at
    session.add(row)
    session.flush()
    _divide(session, year, row)
    history.record(session, me.actor, at, [told(year, "settlement_prepared", amount=kr(result.shared))])
    return row


def lock(session: Session, year: BudgetYear, me: Visitor, *, at: dt.datetime) -> None:
    """Lock the settlement: it waits for the next year's first invoice and never changes.

    Raises Forbidden for others than the head of IT and for whoever prepared it, Refused when there is none to lock.
    """
    demand(me, "finance.lock")
    row, _parts = settlement_of(session, year)
    if row is None or row.locked_at is not None:
        raise Refused("contribution.refused.no_settlement", year=year.year)
    if row.prepared_by == me.id:
        raise Forbidden("contribution.refused.own_settlement")
    row.locked_by, row.locked_by_name, row.locked_at = me.id, me.name, at
    events = [move(session, year, BudgetState.SETTLED, me.actor, at=at)]
    history.record(session, me.actor, at, events)


def _outcome(session: Session, year: BudgetYear) -> CapitalRun:
    question = (
        sa.select(CapitalRun)
        .where(CapitalRun.year_id == year.id, CapitalRun.purpose == "outcome", CapitalRun.state == "done")
        .order_by(CapitalRun.id.desc())
        .limit(1)
    )
    run: CapitalRun | None = session.scalar(question)
    if run is None:
        raise Refused("contribution.refused.no_outcome_run", year=year.year)
    return run


def _divide(session: Session, year: BudgetYear, row: Settlement) -> None:
    rows, spent = adopted(session, year), parts(session, row.run_id)
    own = [(spent[each.organisation_id].total if each.organisation_id in spent else 0) - each.capital for each in rows]
    inhabitants = [each.inhabitants for each in rows]
    shared = [-part for part in contribution.shares(row.shared_result, inhabitants)]
    amounts = contribution.settlement(row.shared_result, inhabitants, own)
    session.add_all(
        SettlementPart(settlement_id=row.id, organisation_id=each.organisation_id, shared=part, own=mine, amount=amount)
        for each, part, mine, amount in zip(rows, shared, own, amounts, strict=True)
    )
    session.flush()
