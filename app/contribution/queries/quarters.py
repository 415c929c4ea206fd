"""What is to be invoiced for a quarter, what has been, and how a year was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.contribution.models import (
    Amendment,
    BudgetYear,
    Contribution,
    QuarterInvoice,
    Settlement,
    SettlementPart,
)
from app.identity.models import Organisation
from app.refusal import Missing
from catalogue import money


@dataclass(frozen=True, slots=True)
class Planned:
    """What a member's next invoice will say, öre: the quarter's part, what was amended, and last year's result."""

    organisation_id: int
    name: str
    base: int
    amendments: Sequence[Amendment]
    settled: SettlementPart | None
    issued: QuarterInvoice | None

    @property
    def amended(self) -> int:
        """The amendments together."""
        return sum(each.amount for each in self.amendments)

    @property
    def settlement(self) -> int:
        """What last year's result adds or takes away."""
        return self.settled.amount if self.settled else 0

    @property
    def total(self) -> int:
        """The invoice."""
        return self.base + self.amended + self.settlement


def issued(session: Session, year: BudgetYear) -> list[QuarterInvoice]:
    """What has been invoiced of a year, quarter by quarter."""
    question = sa.select(QuarterInvoice).where(QuarterInvoice.year_id == year.id)
    return list(session.scalars(question.order_by(QuarterInvoice.quarter, QuarterInvoice.id)))


def amendments(session: Session, year: BudgetYear, organisation_id: int = 0) -> list[Amendment]:
    """The amendments of a year, oldest first; of one member where one is named."""
    question = sa.select(Amendment).where(Amendment.year_id == year.id)
    if organisation_id:
        question = question.where(Amendment.organisation_id == organisation_id)
    return list(session.scalars(question.order_by(Amendment.id)))


def adopted(session: Session, year: BudgetYear) -> list[Contribution]:
    """The members' contributions as they were adopted, in the order of the members."""
    question = sa.select(Contribution).where(Contribution.year_id == year.id)
    return list(session.scalars(question.order_by(Contribution.organisation_id)))


def planned(session: Session, year: BudgetYear, quarter: int, *, supplement: bool = False) -> list[Planned]:
    """What each member is to be invoiced for a quarter, issued or not. Three questions.

    A settlement of the year before that stands on no invoice yet goes on the first quarter, or on a supplement to it.
    """
    waiting: dict[int, list[Amendment]] = {}
    for each in amendments(session, year):
        if each.quarter_id is None and not supplement:
            waiting.setdefault(each.organisation_id, []).append(each)
    done = {row.organisation_id: row for row in issued(session, year) if _is(row, quarter, supplement=supplement)}
    question = (
        sa.select(Contribution, Organisation.short_name, SettlementPart)
        .join(Organisation, Organisation.id == Contribution.organisation_id)
        .outerjoin(SettlementPart, _settled_before(year, quarter))
        .where(Contribution.year_id == year.id)
        .order_by(Contribution.organisation_id)
    )
    return [
        Planned(
            row.organisation_id, name, 0 if supplement else money.quarters(row.total)[quarter - 1],
            waiting.get(row.organisation_id, ()), settled, done.get(row.organisation_id),
        )
        for row, name, settled in session.execute(question)
    ]  # fmt: skip


def _is(row: QuarterInvoice, quarter: int, *, supplement: bool) -> bool:
    return row.quarter == quarter and row.supplement == supplement


def _settled_before(year: BudgetYear, quarter: int) -> sa.ColumnElement[bool]:
    """A member's part of last year's locked settlement that stands on no invoice yet; for the first quarter only."""
    if quarter != 1:
        return sa.false()
    locked = (
        sa.select(Settlement.id)
        .join(BudgetYear, BudgetYear.id == Settlement.year_id)
        .where(BudgetYear.year == year.year - 1, Settlement.locked_at.is_not(None))
        .scalar_subquery()
    )
    return sa.and_(
        SettlementPart.organisation_id == Contribution.organisation_id,
        SettlementPart.settlement_id == locked,
        SettlementPart.quarter_id.is_(None),
    )


def year_before(session: Session, year: BudgetYear) -> tuple[BudgetYear | None, Settlement | None]:
    """The year before and its settlement, where there are any."""
    question = (
        sa.select(BudgetYear, Settlement)
        .outerjoin(Settlement, Settlement.year_id == BudgetYear.id)
        .where(BudgetYear.year == year.year - 1)
    )
    row = session.execute(question).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def with_before(session: Session, year: int) -> tuple[BudgetYear, BudgetYear | None, Settlement | None]:
    """A year, the year before it and that year's settlement, in one question; raises Missing."""
    before = aliased(BudgetYear)
    question = (
        sa.select(BudgetYear, before, Settlement)
        .outerjoin(before, before.year == BudgetYear.year - 1)
        .outerjoin(Settlement, Settlement.year_id == before.id)
        .where(BudgetYear.year == year)
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1], row[2]


def settlement_of(session: Session, year: BudgetYear) -> tuple[Settlement | None, list[SettlementPart]]:
    """A year's settlement as it stands, with its parts in the order of the members."""
    question = (
        sa.select(Settlement, SettlementPart)
        .outerjoin(SettlementPart, SettlementPart.settlement_id == Settlement.id)
        .where(Settlement.year_id == year.id)
        .order_by(SettlementPart.organisation_id)
    )
    rows = session.execute(question).all()
    found: Settlement | None = rows[0][0] if rows else None
    parts: list[SettlementPart | None] = [row[1] for row in rows]
    return found, [part for part in parts if part is not None]


def invoiced(rows: Sequence[QuarterInvoice]) -> dict[int, int]:
    """What each member has been invoiced, öre."""
    sums: dict[int, int] = {}
    for row in rows:
        sums[row.organisation_id] = sums.get(row.organisation_id, 0) + row.total
    return sums
