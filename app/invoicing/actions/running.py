"""Runs: a month's recharges, a document in each unit of work, so that a run can stop anywhere and go on.

A run keeps no list of what is left: that is what no document holds yet. Killed, run again or run twice at once, the
same things end up in documents, each in one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.history import Actor, Event
from app.invoicing.actions.issuing import Links, basis_for, issue
from app.invoicing.models import InvoiceRun, RunFault, RunKind
from app.invoicing.queries.recharges import Charge, Group, charges, groups
from app.refusal import Refused
from app.words import say
from app.words.formats import month_of
from catalogue import invoices
from catalogue.invoice_checks import is_readable
from catalogue.invoices import Kind, Line, Period
from catalogue.lifetimes import add_months

MOST_LINES = 500


def start(session: Session, month: dt.date, *, actor: Actor, at: dt.datetime, today: dt.date) -> InvoiceRun:
    """Begin the run of a month, or give the one that is under way; raises Refused for a month that has not begun."""
    month = month.replace(day=1)
    if month > today:
        raise Refused("invoicing.refused.month")
    history.hold(session)
    if known := under_way(session, RunKind.RECHARGE, month):
        return known
    run = begin(session, RunKind.RECHARGE, month, planned=len(groups(session, month)), at=at)
    history.record(session, actor, at, [Event("invoice_run", run.id, "invoice.run", {"month": month_of(month)})])
    return run


def under_way(session: Session, kind: RunKind, month: dt.date) -> InvoiceRun | None:
    """The run of a kind that is under way for a month."""
    question = sa.select(InvoiceRun).where(
        InvoiceRun.kind == kind, InvoiceRun.month == month, InvoiceRun.state == "running"
    )
    return session.scalars(question).first()


def begin(session: Session, kind: RunKind, month: dt.date, *, planned: int, at: dt.datetime) -> InvoiceRun:
    """A new run, with nothing done; the caller holds the history and knows that none is under way."""
    run = InvoiceRun(kind=kind, month=month, state="running", at=at, planned=planned, done=0, amount=0)
    session.add(run)
    session.flush()
    return run


def unfinished(session: Session) -> list[int]:
    """The runs of recharges that are under way, oldest first."""
    return running(session, RunKind.RECHARGE)


def running(session: Session, *kinds: RunKind) -> list[int]:
    """The runs of some kinds that are under way, oldest first."""
    question = sa.select(InvoiceRun.id).where(InvoiceRun.state == "running", InvoiceRun.kind.in_(kinds))
    return list(session.scalars(question.order_by(InvoiceRun.id)))


def left(session: Session, run_id: int) -> list[Group]:
    """Whom a run still has to invoice."""
    return groups(session, session.get_one(InvoiceRun, run_id).month)


def carry_on(session: Session, run_id: int, group: Group, *, at: dt.datetime) -> bool:
    """Issue a document for one customer and reference; whether there is more for another one.

    A fault is noted and stands in nobody's way.
    """
    history.hold(session)
    run = held(session, run_id)
    lines = list(lines_of(charges(session, run.month, group)))
    if run.state != "running" or not lines:
        return False
    try:
        with session.begin_nested():
            amount = _issue(session, run, group, lines[:MOST_LINES], at=at)
    except Refused as refused:
        note(session, run, group, say(refused.key, **refused.params), amount=sum(line.net for line in lines))
        return False
    count(run, amount)
    return len(lines) > MOST_LINES


def give_up(session: Session, run_id: int, group: Group) -> None:
    """Note that a customer could not be invoiced for a reason nobody foresaw; the log tells what it was."""
    run = session.get_one(InvoiceRun, run_id)
    amount = sum(charge.amount for charge in charges(session, run.month, group))
    note(session, run, group, say("invoicing.refused.unforeseen"), amount=amount)


def end(session: Session, run_id: int, *, at: dt.datetime) -> bool:
    """End a run; whether it was this call that did."""
    guarded = sa.update(InvoiceRun).where(InvoiceRun.id == run_id, InvoiceRun.state == "running")
    ended = guarded.values(state="done", ended_at=at, planned=InvoiceRun.done).returning(InvoiceRun.id)
    return session.scalar(ended.execution_options(synchronize_session=False)) is not None


def held(session: Session, run_id: int) -> InvoiceRun:
    """A run, locked until the end of this unit of work."""
    run: InvoiceRun = session.scalars(locked(sa.select(InvoiceRun).where(InvoiceRun.id == run_id))).one()
    return run


def count(run: InvoiceRun, amount: int) -> None:
    """One document more, of so much without VAT."""
    run.done += 1
    run.amount += amount
    run.planned = max(run.planned, run.done)


def lines_of(found: Iterable[Charge]) -> Iterator[Line]:
    """Lines of the same thing at the same price on the same cost centre become one; in an order that stays."""

    def alike(charge: Charge) -> tuple[str, str, int, dt.date, dt.date]:
        return charge.cost_centre, charge.name, charge.amount, charge.first, charge.last

    for (centre, name, amount, first, last), same in groupby(sorted(found, key=alike), key=alike):
        keys = [charge.key for charge in same]
        yield Line(
            name=name if is_readable(name) else say("invoicing.text.unreadable"),
            quantity=Decimal(len(keys)), unit_price=invoices.kronor(amount), accounting=centre,
            period=Period(first, last), sources=keys,
        )  # fmt: skip


def _issue(session: Session, run: InvoiceRun, group: Group, lines: list[Line], *, at: dt.datetime) -> int:
    month = Period(run.month, add_months(run.month, 1) - dt.timedelta(days=1))
    key = f"recharge:{min(source for line in lines for source in line.sources)}"
    basis = basis_for(
        session, Kind.LICENCE, group.customer_id, lines, key=key, reference=group.reference, period=month
    )  # fmt: skip
    shop = Actor(None, say("invoicing.text.shop"))
    return issue(session, basis, group.customer_id, actor=shop, at=at, links=Links(run_id=run.id)).net


def note(session: Session, run: InvoiceRun, group: Group, why: str, *, amount: int) -> None:
    """Note once what stood in the way of a customer's document."""
    known = session.get(RunFault, (run.id, group.customer_id, group.reference))
    if known is None:
        session.add(
            RunFault(
                run_id=run.id,
                organisation_id=group.customer_id,
                reference=group.reference,
                faults=why[:500],
                amount=amount,
            )
        )
