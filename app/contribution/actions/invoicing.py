"""A quarter is invoiced: one invoice a member, once, through the room that issues invoices (R-129, R-131)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import STANDING, demand, move, told
from app.contribution.models import BudgetYear, QuarterInvoice, SettlementPart
from app.contribution.queries import Planned, issued, planned, year_before
from app.history import Event
from app.identity.queries import Visitor
from app.invoicing import actions as invoicing
from app.invoicing.actions import Credit
from app.invoicing.models import InvoiceLine, IssuedInvoice
from app.refusal import Refused
from app.words import kr, say
from catalogue.contribution import QUARTERS, BudgetState
from catalogue.invoices import Kind, Line, Period, kronor
from catalogue.lifetimes import add_months

B = BudgetState
MONTHS = 3


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who issues what of which year, and when."""

    session: Session
    year: BudgetYear
    me: Visitor
    quarter: int
    at: dt.datetime


def issue(
    session: Session, year: BudgetYear, quarter: int, me: Visitor, *, unsettled_why: str = "", at: dt.datetime
) -> list[QuarterInvoice]:  # of which year, which quarter, who
    """Issue what is not issued of a quarter; asked for again it gives the same invoices.

    The first quarter needs last year's locked settlement, or a reason why it comes later on a supplement (C15). Raises
    Forbidden for others than the economist, Refused before the budget is adopted or the quarter before is invoiced.
    """
    demand(me, "finance")
    if year.state not in STANDING:
        raise Refused("contribution.refused.not_running", year=year.year)
    _demand_turn(session, year, quarter)
    why = _unsettled(session, year, unsettled_why) if quarter == 1 else ""
    hand = _Hand(session, year, me, quarter, at)
    made = [_invoice(hand, plan, why) for plan in planned(session, year, quarter) if plan.issued is None]
    if made:
        events = [move(session, year, B.RUNNING, me, at=at)] if year.state == B.ADOPTED else []
        history.record(session, me.actor, at, [*events, _told(hand, "invoiced", made)])
    return [row for row in issued(session, year) if row.quarter == quarter and not row.supplement]


def supplement(session: Session, year: BudgetYear, me: Visitor, *, at: dt.datetime) -> list[QuarterInvoice]:
    """Issue last year's result on supplements to a first quarter that was invoiced before it was locked (C15).

    What a member gets back is a credit note to its first quarter. Raises Forbidden, and Refused when nothing waits.
    """
    demand(me, "finance")
    hand = _Hand(session, year, me, 1, at)
    made = [_supplement(hand, plan, first) for plan, first in to_supplement(session, year)]
    if not made:
        raise Refused("contribution.refused.no_supplement", year=year.year)
    history.record(session, me.actor, at, [_told(hand, "supplemented", made)])
    return made


def to_supplement(session: Session, year: BudgetYear) -> list[tuple[Planned, QuarterInvoice]]:
    """What waits for a supplement: those whose first quarter is invoiced, and whose result stands on no invoice."""
    firsts = {row.organisation_id: row for row in issued(session, year) if row.quarter == 1 and not row.supplement}
    return [
        (plan, firsts[plan.organisation_id])
        for plan in planned(session, year, 1, supplement=True)
        if plan.issued is None and plan.settlement and plan.organisation_id in firsts
    ]


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


def _invoice(hand: _Hand, plan: Planned, why: str) -> QuarterInvoice:
    year, quarter = hand.year.year, hand.quarter
    basis = invoicing.basis_for(
        hand.session, Kind.CONTRIBUTION, plan.organisation_id, list(_lines(hand, plan)),
        key=f"contribution:{year}:{plan.organisation_id}:q{quarter}", period=_period(year, quarter),
        note=say("contribution.invoice.note", year=year, quarter=quarter),
    )  # fmt: skip
    made = invoicing.issue(hand.session, basis, plan.organisation_id, actor=hand.me.actor, at=hand.at)
    return _keep(hand, plan, made, why)


def _supplement(hand: _Hand, plan: Planned, first: QuarterInvoice) -> QuarterInvoice:
    assert plan.settled is not None  # noqa: S101  # only those with a result come here
    key = f"contribution:{hand.year.year}:{plan.organisation_id}:supplement"
    if plan.settlement < 0:
        invoice = hand.session.get_one(IssuedInvoice, first.invoice_id)
        line = sa.select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id, InvoiceLine.place == 1)
        amounts = {hand.session.scalars(line).one(): -plan.settlement}
        why = say("contribution.invoice.settlement", year=hand.year.year - 1)
        wanted = Credit(key=key, reason=why, amounts=amounts)
        made = invoicing.credit(hand.session, invoice, wanted, actor=hand.me.actor, at=hand.at)
    else:
        lines = [_settled(hand, plan.settled)]
        note = say("contribution.invoice.supplement", year=hand.year.year)
        basis = invoicing.basis_for(
            hand.session, Kind.CONTRIBUTION, plan.organisation_id, lines, key=key, note=note,
            period=_period(hand.year.year, 1),
        )  # fmt: skip
        made = invoicing.issue(hand.session, basis, plan.organisation_id, actor=hand.me.actor, at=hand.at)
    return _keep(hand, plan, made, "", supplement=True)


def _lines(hand: _Hand, plan: Planned) -> Iterator[Line]:
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


def _settled(hand: _Hand, part: SettlementPart) -> Line:
    name = say("contribution.invoice.settlement", year=hand.year.year - 1)
    told_of = say("contribution.invoice.settled", shared=kr(part.shared), own=kr(part.own))
    return _line(name, part.amount, f"contribution:settlement:{part.id}", told_of)


def _line(name: str, amount: int, source: str, description: str) -> Line:
    sign = Decimal(1 if amount >= 0 else -1)
    return Line(
        name=name, unit_price=kronor(abs(amount)), quantity=sign, description=description, sources=(source,)
    )  # fmt: skip


def _keep(hand: _Hand, plan: Planned, made: IssuedInvoice, why: str, *, supplement: bool = False) -> QuarterInvoice:
    """Remember the invoice; what stands on it stands on no other."""
    row = QuarterInvoice(
        year_id=hand.year.id, organisation_id=plan.organisation_id, quarter=hand.quarter, supplement=supplement,
        base=plan.base, amendments=plan.amended, settlement=plan.settlement, total=plan.total, invoice_id=made.id,
        invoice_number=made.number, unsettled_why=why, issued_by=hand.me.id, issued_by_name=hand.me.name,
        issued_at=hand.at,
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


def _told(hand: _Hand, name: str, made: Sequence[QuarterInvoice]) -> Event:
    total = kr(sum(row.total for row in made))
    return told(hand.year, name, quarter=hand.quarter, amount=total, count=len(made))
