"""A contribution is changed during the year, for a reason that stands on the next invoice (L88-L91, R-028)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, told
from app.contribution.models import Amendment, BudgetYear, Contribution
from app.contribution.queries import adopted, issued
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import kr, say
from catalogue import contribution
from catalogue.contribution import QUARTERS, BudgetState, Reason

OPEN = (BudgetState.ADOPTED, BudgetState.RUNNING)


@dataclass(frozen=True, slots=True)
class Change:
    """A change, öre: of one member's contribution, or divided among all by inhabitants; why, and in words."""

    reason: str
    text: str
    amount: int
    organisation_id: int | None = None


def amend(session: Session, year: BudgetYear, me: Visitor, change: Change, *, at: dt.datetime) -> list[Amendment]:
    """Put a change on the next invoice of those it concerns.

    Raises Forbidden for others than the economist, Refused before the budget is adopted, when every quarter is
    invoiced, and without a reason.
    """
    demand(me, "finance")
    if year.state not in OPEN:
        raise Refused("contribution.refused.not_running", year=year.year)
    if change.reason not in frozenset(Reason) or not change.text or not change.amount:
        raise Refused("contribution.refused.why")
    done = {row.organisation_id for row in issued(session, year) if row.quarter == QUARTERS[-1]}
    parts = _parts(adopted(session, year), change)
    if not parts or any(organisation_id in done for organisation_id, _amount in parts):
        raise Refused("contribution.refused.all_invoiced", year=year.year)
    rows = [
        Amendment(
            year_id=year.id, organisation_id=organisation_id, reason=change.reason, text=change.text, amount=amount,
            made_by=me.id, made_by_name=me.name, made_at=at,
        )
        for organisation_id, amount in parts
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    data = {"why": say(f"contribution.reason.{change.reason}"), "text": change.text, "amount": kr(change.amount)}
    history.record(session, me.actor, at, [told(year, "amended", **data)])
    return rows


def _parts(rows: Sequence[Contribution], change: Change) -> list[tuple[int, int]]:
    if change.organisation_id is not None:
        return [(row.organisation_id, change.amount) for row in rows if row.organisation_id == change.organisation_id]
    parts = contribution.shares(change.amount, [row.inhabitants for row in rows])
    return [(row.organisation_id, part) for row, part in zip(rows, parts, strict=True) if part]
