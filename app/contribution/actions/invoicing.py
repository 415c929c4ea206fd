"""A member's invoice of a quarter, line by line, through the room that issues invoices (R-129, R-131)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetYear, QuarterInvoice, QuarterRun, SettlementPart
from app.contribution.queries import Planned, issued, planned
from app.history import Actor
from app.invoicing import actions as invoicing
from app.invoicing.actions import Credit, Links
from app.invoicing.models import InvoiceLine, IssuedInvoice
from app.words import kr, say
from catalogue.invoices import Basis, Kind, Line, Period, kronor
from catalogue.lifetimes import add_months

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Hand:
    """What is issued of which year for whom, by which run, and when."""

    session: Session
    year: BudgetYear
    run: QuarterRun
    at: dt.datetime

    @property
    def quarter(self) -> int:
        """The quarter, 1 to 4."""
        return self.run.quarter

    @property
    def actor(self) -> Actor:
        """Who asked for it."""
        return Actor(self.run.asked_by, self.run.asked_by_name)


def document(hand: Hand, plan: Planned) -> QuarterInvoice:
    """Issue a member's invoice of a quarter, or its supplement; raises Refused when it has faults."""
    if not hand.run.supplement:
        return _invoice(hand, plan)
    firsts = {row.organisation_id: row for row in issued(hand.session, hand.year) if _is_first(row)}
    return _supplement(hand, plan, firsts[plan.organisation_id])


def to_supplement(session: Session, year: BudgetYear) -> list[tuple[Planned, QuarterInvoice]]:
    """What waits for a supplement: those whose first quarter is invoiced, and whose result stands on no invoice."""
    firsts = {row.organisation_id: row for row in issued(session, year) if _is_first(row)}
    return [
        (plan, firsts[plan.organisation_id])
        for plan in planned(session, year, 1, supplement=True)
        if plan.issued is None and plan.settlement and plan.organisation_id in firsts
    ]


def _is_first(row: QuarterInvoice) -> bool:
    return row.quarter == 1 and not row.supplement


def _invoice(hand: Hand, plan: Planned) -> QuarterInvoice:
    year, quarter = hand.year.year, hand.quarter
    basis = invoicing.basis_for(
        hand.session, Kind.CONTRIBUTION, plan.organisation_id, list(_lines(hand, plan)),
        key=f"contribution:{year}:{plan.organisation_id}:q{quarter}", period=_period(year, quarter),
        note=say("contribution.invoice.note", year=year, quarter=quarter),
    )  # fmt: skip
    made = _issue(hand, basis, plan.organisation_id)
    return _keep(hand, plan, made)


def _supplement(hand: Hand, plan: Planned, first: QuarterInvoice) -> QuarterInvoice:
    assert plan.settled is not None  # noqa: S101  # only those with a result come here
    key = f"contribution:{hand.year.year}:{plan.organisation_id}:supplement"
    if plan.settlement < 0:
        invoice = hand.session.get_one(IssuedInvoice, first.invoice_id)
        line = sa.select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.place == 1)
        amounts = {hand.session.scalars(line).one(): -plan.settlement}
        why = say("contribution.invoice.settlement", year=hand.year.year - 1)
        wanted = Credit(key=key, reason=why, amounts=amounts, run_id=hand.run.run_id)
        made = invoicing.credit(hand.session, invoice, wanted, actor=hand.actor, at=hand.at)
    else:
        lines = [_settled(hand, plan.settled)]
        note = say("contribution.invoice.supplement", year=hand.year.year)
        basis = invoicing.basis_for(
            hand.session, Kind.CONTRIBUTION, plan.organisation_id, lines, key=key, note=note,
            period=_period(hand.year.year, 1),
        )  # fmt: skip
        made = _issue(hand, basis, plan.organisation_id)
    return _keep(hand, plan, made)


def _issue(hand: Hand, basis: Basis, organisation_id: int) -> IssuedInvoice:
    links = Links(run_id=hand.run.run_id)
    return invoicing.issue(hand.session, basis, organisation_id, actor=hand.actor, at=hand.at, links=links)


def _lines(hand: Hand, plan: Planned) -> Iterator[Line]:
    """The quarter's part, each amendment with its reason, and last year's result; what takes away counts minus one."""
    year, quarter = hand.year.year, hand.quarter
    counted = say("contribution.invoice.counted", day=hand.year.population_date.isoformat())
    name = say("contribution.invoice.base", quarter=quarter, year=year)
    yield _line(name, plan.base, f"contribution:{year}:{plan.organisation_id}:q{quarter}", counted)
    for each in plan.amendments:
        name = say("contribution.invoice.amendment", why=say(f"contribution.reason.{each.reason}"))
        yield _line(name, each.amount, f"contribution:amendment:{each.id}", each.text)
    if plan.settled:
        yield _settled(hand, plan.settled)


def _settled(hand: Hand, part: SettlementPart) -> Line:
    name = say("contribution.invoice.settlement", year=hand.year.year - 1)
    told_of = say("contribution.invoice.settled", shared=kr(part.shared), own=kr(part.own))
    return _line(name, part.amount, f"contribution:settlement:{part.id}", told_of)


def _line(name: str, amount: int, source: str, description: str) -> Line:
    sign = Decimal(1 if amount >= 0 else -1)
    return Line(
        name=name, unit_price=kronor(abs(amount)), quantity=sign, description=description, sources=(source,)
    )  # fmt: skip


def _keep(hand: Hand, plan: Planned, made: IssuedInvoice) -> QuarterInvoice:
    """Remember the invoice; what stands on it stands on no other."""
    row = QuarterInvoice(
        year_id=hand.year.id, organisation_id=plan.organisation_id, quarter=hand.quarter,
        supplement=hand.run.supplement,
        base=plan.base, amendments=plan.amended, settlement=plan.settlement, total=plan.total, invoice_id=made.id,
        invoice_number=made.number, unsettled_why="" if plan.settled else hand.run.unsettled_why,
        issued_by=hand.actor.id, issued_by_name=hand.actor.name, issued_at=hand.at,
    )  # fmt: skip
    hand.session.add(row)
    hand.session.flush()
    for each in plan.amendments:
        each.quarter_id = row.id
    if plan.settled:
        plan.settled.quarter_id = row.id
    hand.session.flush()
    return row


def _period(year: int, quarter: int) -> Period:
    first = dt.date(year, MONTHS * (quarter - 1) + 1, 1)
    return Period(first, add_months(first, MONTHS) - dt.timedelta(days=1))
