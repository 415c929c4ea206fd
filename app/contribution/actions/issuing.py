"""Runs of a quarter: started by the economist, carried a member at a time by the worker, each document once (R-129).

A run keeps no list of what is left: that is what stands on no invoice yet. Killed, run again or run twice at once, the
same four invoices are issued. What stands in the way of one member stops none of the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.invoicing import Hand, document, to_supplement
from app.contribution.actions.moves import STANDING, demand, move, told
from app.contribution.models import BudgetYear, QuarterInvoice, QuarterRun
from app.contribution.queries import Planned, issued, planned, year_before
from app.history import Actor
from app.identity.queries import Visitor
from app.invoicing.actions import running
from app.invoicing.models import InvoiceRun, RunKind
from app.invoicing.queries.parties import need_issuer
from app.invoicing.queries.recharges import Group
from app.refusal import Refused
from app.words import kr, say
from catalogue.contribution import QUARTERS, BudgetState

MONTHS = 3


def start(
    session: Session, year: BudgetYear, quarter: int, me: Visitor, *, unsettled_why: str = "", at: dt.datetime
) -> InvoiceRun | None:  # of which year, which quarter, who
    """Begin the run of what is not issued of a quarter, or give the one under way; None when all of it is issued.

    The first quarter needs last year's locked settlement, or a reason why it comes later on a supplement (C15). Raises
    Forbidden for others than the economist, Refused before the budget is adopted or the quarter before is invoiced.
    """
    demand(me, "finance")
    if year.state not in STANDING:
        raise Refused("contribution.refused.not_running", year=year.year)
    _demand_turn(session, year, quarter)
    why = _unsettled(session, year, unsettled_why) if quarter == 1 else ""
    return _begin(session, QuarterRun(year_id=year.id, quarter=quarter, supplement=False, unsettled_why=why), me, at=at)


def start_supplement(session: Session, year: BudgetYear, me: Visitor, *, at: dt.datetime) -> InvoiceRun:
    """Begin the run of last year's result on supplements to a first quarter invoiced before it was locked (C15).

    What a member gets back is a credit note to its first quarter. Raises Forbidden, and Refused when nothing waits.
    """
    demand(me, "finance")
    run = _begin(session, QuarterRun(year_id=year.id, quarter=1, supplement=True, unsettled_why=""), me, at=at)
    if run is None:
        raise Refused("contribution.refused.no_supplement", year=year.year)
    return run


def issue(
    session: Session, year: BudgetYear, quarter: int, me: Visitor, *, unsettled_why: str = "", at: dt.datetime
) -> list[QuarterInvoice]:  # of which year, which quarter, who
    """A quarter from start to end in one unit of work; asked for again it gives the same invoices."""
    _carry(session, start(session, year, quarter, me, unsettled_why=unsettled_why, at=at), at=at)
    return [row for row in issued(session, year) if row.quarter == quarter and not row.supplement]


def supplement(session: Session, year: BudgetYear, me: Visitor, *, at: dt.datetime) -> list[QuarterInvoice]:
    """The supplements from start to end in one unit of work."""
    _carry(session, start_supplement(session, year, me, at=at), at=at)
    return [row for row in issued(session, year) if row.supplement]


def unfinished(session: Session) -> list[int]:
    """The runs of quarters and supplements that are under way, oldest first."""
    return running.running(session, RunKind.QUARTER, RunKind.SUPPLEMENT)


def left(session: Session, run_id: int) -> list[Group]:
    """Which members a run still has to invoice."""
    asked = session.get_one(QuarterRun, run_id)
    return [Group(plan.organisation_id, "") for plan in _waiting(session, asked)]


def carry_on(session: Session, run_id: int, group: Group, *, at: dt.datetime) -> bool:
    """Issue one member's document; False, for a member has no second one. A fault is noted and stops nobody else."""
    history.hold(session)
    run, asked = running.held(session, run_id), session.get_one(QuarterRun, run_id)
    plan = next((each for each in _waiting(session, asked) if each.organisation_id == group.customer_id), None)
    if run.state != "running" or plan is None:
        return False
    year = session.get_one(BudgetYear, asked.year_id)
    hand = Hand(session, year, asked, at)
    try:
        with session.begin_nested():
            made = document(hand, plan)
    except Refused as refused:
        running.note(session, run, group, say(refused.key, **refused.params), amount=plan.total)
        return False
    running.count(run, made.total)
    if year.state == BudgetState.ADOPTED:
        history.record(session, hand.actor, at, [move(session, year, BudgetState.RUNNING, hand.actor, at=at)])
    return False


def give_up(session: Session, run_id: int, group: Group) -> None:
    """Note that a member could not be invoiced for a reason nobody foresaw; the log tells what it was."""
    run, asked = session.get_one(InvoiceRun, run_id), session.get_one(QuarterRun, run_id)
    amount = sum(plan.total for plan in _waiting(session, asked) if plan.organisation_id == group.customer_id)
    running.note(session, run, group, say("invoicing.refused.unforeseen"), amount=amount)


def end(session: Session, run_id: int, *, at: dt.datetime) -> None:
    """End a run, and tell once what it issued."""
    history.hold(session)
    if not running.end(session, run_id, at=at):
        return
    run, asked = session.get_one(InvoiceRun, run_id), session.get_one(QuarterRun, run_id)
    session.refresh(run)
    if run.done:
        year = session.get_one(BudgetYear, asked.year_id)
        name = "supplemented" if asked.supplement else "invoiced"
        event = told(year, name, quarter=asked.quarter, amount=kr(run.amount), count=run.done)
        history.record(session, Actor(asked.asked_by, asked.asked_by_name), at, [event])


def _begin(session: Session, asked: QuarterRun, me: Visitor, *, at: dt.datetime) -> InvoiceRun | None:
    year = session.get_one(BudgetYear, asked.year_id)
    kind = RunKind.SUPPLEMENT if asked.supplement else RunKind.QUARTER
    month = dt.date(year.year, MONTHS * (asked.quarter - 1) + 1, 1)
    history.hold(session)
    if known := running.under_way(session, kind, month):
        return known
    waiting = _waiting(session, asked)
    if not waiting:
        return None
    need_issuer(session)
    run = running.begin(session, kind, month, planned=len(waiting), at=at)
    asked.run_id, asked.asked_by, asked.asked_by_name = run.id, me.id, me.name
    session.add(asked)
    session.flush()
    return run


def _waiting(session: Session, asked: QuarterRun) -> Sequence[Planned]:
    year = session.get_one(BudgetYear, asked.year_id)
    if asked.supplement:
        return [plan for plan, _first in to_supplement(session, year)]
    return [plan for plan in planned(session, year, asked.quarter) if plan.issued is None]


def _carry(session: Session, run: InvoiceRun | None, *, at: dt.datetime) -> None:
    if run is not None:
        for group in left(session, run.id):
            carry_on(session, run.id, group, at=at)
        end(session, run.id, at=at)


def _demand_turn(session: Session, year: BudgetYear, quarter: int) -> None:
    if quarter not in QUARTERS:
        raise Refused("contribution.refused.quarter")
    before = sa.select(QuarterInvoice.id).where(
        QuarterInvoice.year_id == year.id, QuarterInvoice.quarter == quarter - 1
    )
    if quarter > 1 and session.scalar(before.limit(1)) is None:
        raise Refused("contribution.refused.quarter_before", quarter=quarter - 1)


def _unsettled(session: Session, year: BudgetYear, why: str) -> str:
    """Why last year's result is not on the first quarter; empty when it is, or there was no year before."""
    before, settlement = year_before(session, year)
    if before is None or (settlement and settlement.locked_at):
        return ""
    if not why:
        raise Refused("contribution.refused.unsettled", year=before.year)
    return why
