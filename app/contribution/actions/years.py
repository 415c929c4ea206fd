"""A budget year begins, is proposed, talked over, adopted by four councils, and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, demand_open, move, told
from app.contribution.models import BudgetStep, BudgetYear, Contribution, QuarterInvoice
from app.contribution.queries import Budget, Member, Share, budget, population
from app.contribution.queries.interest import own_rates
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.contribution import QUARTERS, BudgetState, usual_population_date

B = BudgetState
# Who takes which step; adopting and settling are the head of IT's (DOMAIN b), and settling has a verb of its own.
STEPS = {
    B.PROPOSED: "finance", B.IN_DIALOGUE: "finance", B.ADOPTED: "finance.lock", B.RUNNING: "finance",
    B.CLOSED: "finance",
}  # fmt: skip


def begin(session: Session, me: Visitor, year: int, *, interest: int, at: dt.datetime) -> BudgetYear:
    """Begin the budget of a year, counted by the latest day that all members have figures for.

    Raises Forbidden for others than the economist, Refused for a year that has one.
    """
    demand(me, "finance")
    if session.scalar(sa.select(BudgetYear.id).where(BudgetYear.year == year)):
        raise Refused("contribution.refused.year_taken", year=year)
    row = BudgetYear(year=year, population_date=_counted_by(session, year), interest=interest, made_at=at)
    session.add(row)
    session.flush()
    session.add(BudgetStep(year_id=row.id, state=B.PREPARING.value, made_by=me.id, made_by_name=me.name, made_at=at))
    history.record(session, me.actor, at, [told(row, "made")])
    return row


def _counted_by(session: Session, year: int) -> dt.date:
    usual = usual_population_date(year)
    full = [day.on for day in population(session) if day.on <= usual]
    return full[0] if full else usual


def choose(session: Session, year: BudgetYear, me: Visitor, *, on: dt.date, interest: int, at: dt.datetime) -> None:
    """Count inhabitants by another day, or with another interest; raises Forbidden, and Refused once decided on."""
    demand(me, "finance")
    demand_open(session, year)
    if (year.population_date, year.interest) == (on, interest):
        return
    before = year.population_date.isoformat()
    year.population_date, year.interest, year.version = on, interest, year.version + 1
    told_of = told(year, "counted", before=before, after=on.isoformat(), interest=f"{interest / 100:g}")
    history.record(session, me.actor, at, [told_of])


def step(session: Session, year: BudgetYear, me: Visitor, *, to: str, note: str = "", at: dt.datetime) -> None:
    """Take a budget to its next state.

    Raises Forbidden for whoever may not, Changed when it has moved, Refused when something is lacking.
    """
    right = STEPS.get(B(to)) if to in frozenset(B) else None
    if right is None:
        raise Changed("contribution.refused.moved", year=year.year)
    demand(me, right)
    if to == B.ADOPTED:
        _adopt(session, year)
    if to == B.CLOSED:
        _demand_over(session, year, today_of(at))
    history.record(session, me.actor, at, [move(session, year, B(to), me.actor, note=note, at=at)])


def _adopt(session: Session, year: BudgetYear) -> None:
    """Freeze what every member pays; raises Refused before all councils have decided (R-021)."""
    if year.state != B.IN_DIALOGUE:
        raise Changed("contribution.refused.moved", year=year.year)
    shown = budget(session, year)
    if shown.undecided:
        raise Refused("contribution.refused.undecided", who=_names(shown.undecided))
    for share in demand_shares(shown):
        session.add(
            Contribution(
                year_id=year.id, organisation_id=share.member.id, run_id=shown.run.id if shown.run else 0,
                inhabitants=share.member.inhabitants or 0, shared=share.parts.shared, capital=share.parts.capital,
                adjustment=share.parts.adjustment, total=share.parts.total,
            )
        )  # fmt: skip


def demand_figures(session: Session, year: BudgetYear) -> None:
    """Raise Refused while there are no figures to decide on, or capital costs are of another interest than holds now.

    After the first council's decision figures stand, also when a municipality changes its own interest.
    """
    figures, own = budget(session, year), own_rates(session, year.year)
    demand_shares(figures)
    if any(part.rate != own.get(key) for key, part in figures.costs.items()):
        raise Refused("contribution.refused.no_run")


def demand_shares(shown: Budget) -> list[Share]:
    """What each member pays; raises Refused while inhabitants or capital costs are lacking."""
    if not shown.is_counted:
        day = shown.year.population_date.isoformat()
        raise Refused("contribution.refused.uncounted", who=_names(shown.uncounted), day=day)
    if shown.run is None or shown.run.interest != shown.year.interest:
        raise Refused("contribution.refused.no_run")
    return shown.shares


def _names(members: Sequence[Member]) -> str:
    names = [member.short_name for member in members]
    return say("contribution.and", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]


def _demand_over(session: Session, year: BudgetYear, today: dt.date) -> None:
    """Raise Refused while the year goes on, or a quarter of it is not invoiced."""
    if today.year <= year.year:
        raise Refused("contribution.refused.not_over", year=year.year)
    issued = sa.select(sa.func.count(sa.distinct(QuarterInvoice.quarter))).where(QuarterInvoice.year_id == year.id)
    if (session.scalar(issued) or 0) < len(QUARTERS):
        raise Refused("contribution.refused.not_invoiced", year=year.year)
