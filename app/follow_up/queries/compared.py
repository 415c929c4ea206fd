"""One year's contributions against the year before: what changed, member by member, and why (R-003, R-002)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import (
    BudgetLine,
    BudgetYear,
    CapitalPart,
    CapitalRun,
    Contribution,
    PopulationFigure,
)
from app.contribution.queries import Budget, Invested, Member
from app.identity.models import Organisation
from app.refusal import Missing
from catalogue import capital
from catalogue.contribution import Category, Section
from catalogue.following import Change, compare


@dataclass(frozen=True, slots=True)
class Row:
    """A member with its change, inhabitants then and now, and its historic adjustment of both years, öre."""

    member: Member
    change: Change
    inhabitants: tuple[int, int]
    historic: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two years: each member's change, and the shared costs kind by kind. Empty `rows`: a year cannot be shared yet."""

    before: Budget
    after: Budget
    rows: Sequence[Row]

    @property
    def kinds(self) -> list[tuple[Category, int, int]]:
        """The shared costs of both years by kind, capital costs of shared investments among them."""
        sums: dict[Category, list[int]] = defaultdict(lambda: [0, 0])
        for place, budget in enumerate((self.before, self.after)):
            for line in budget.of(Section.SHARED_OPERATION):
                sums[Category(line.category)][place] += line.amount
            sums[Category.CAPITAL][place] += budget.shared_capital
        return [(kind, *sums[kind]) for kind in Category if any(sums.get(kind, ()))]  # type: ignore[misc]  # two of them

    @property
    def uncounted(self) -> bool:
        """Whether the inhabitants or the capital costs of a year are not known."""
        return not self.rows


def compared(session: Session, year: int) -> Compared:
    """A year against the one before; raises Missing where either has no budget. Four questions."""
    question = sa.select(BudgetYear).where(BudgetYear.year.in_((year - 1, year))).order_by(BudgetYear.year)
    found = list(session.scalars(question))
    if len(found) != 2:  # both years
        raise Missing
    budgets = _budgets(session, found)
    before, after = budgets
    return Compared(before, after, _rows(before, after) if before.shares and after.shares else [])


def _rows(before: Budget, after: Budget) -> list[Row]:
    counts = [_inhabitants(member) for member in before.members]
    changes = compare([each.parts for each in before.shares], [each.parts for each in after.shares], counts)
    return [
        Row(
            member, change, (count, _inhabitants(member)),
            (before.own(Section.ADJUSTMENT, member.id), after.own(Section.ADJUSTMENT, member.id)),
        )
        for member, change, count in zip(after.members, changes, counts, strict=True)
    ]  # fmt: skip


def _inhabitants(member: Member) -> int:
    return member.adopted.inhabitants if member.adopted else member.inhabitants or 0


def _budgets(session: Session, years: Sequence[BudgetYear]) -> list[Budget]:
    """Both budgets with all that their sums are made of."""
    members, lines, costs = _members(session, years), _lines(session, years), _costs(session, years)
    found = []
    for row in years:
        run, parts = costs[row.id]
        invested = []
        for line, of_year in lines:
            if line.months and line.in_use_on and of_year <= row.year:
                cost = capital.cost_in(line.amount, line.months, line.in_use_on, row.year, interest=row.interest)
                if cost.total:
                    invested.append(Invested(line, of_year, cost))
        own = [line for line, _year in lines if line.year_id == row.id]
        found.append(Budget(year=row, members=members[row.id], lines=own, invested=invested, run=run, costs=parts))
    return found


def _members(session: Session, years: Sequence[BudgetYear]) -> dict[int, list[Member]]:
    figure = sa.and_(
        PopulationFigure.organisation_id == Organisation.id, PopulationFigure.on == BudgetYear.population_date
    )
    adopted = sa.and_(Contribution.organisation_id == Organisation.id, Contribution.year_id == BudgetYear.id)
    question = (
        sa.select(Organisation, BudgetYear.id, PopulationFigure.count, PopulationFigure.source, Contribution)
        .join(BudgetYear, BudgetYear.id.in_([row.id for row in years]))
        .outerjoin(PopulationFigure, figure)
        .outerjoin(Contribution, adopted)
        .where(Organisation.is_member)
        .order_by(Organisation.id)
    )
    found: dict[int, list[Member]] = defaultdict(list)
    for place, year_id, count, source, row in session.execute(question):
        found[year_id].append(Member(place.id, place.key, place.name, place.short_name, count, source or "", None, row))
    return found


def _lines(session: Session, years: Sequence[BudgetYear]) -> list[tuple[BudgetLine, int]]:
    """The lines of both years, and the shared investments of earlier ones."""
    earlier = sa.and_(BudgetLine.section == Section.SHARED_INVESTMENT, BudgetYear.year < years[0].year)
    question = (
        sa.select(BudgetLine, BudgetYear.year)
        .join(BudgetYear, BudgetYear.id == BudgetLine.year_id)
        .where(sa.or_(BudgetLine.year_id.in_([row.id for row in years]), earlier))
        .order_by(BudgetYear.year, BudgetLine.id)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def _costs(
    session: Session, years: Sequence[BudgetYear]
) -> dict[int, tuple[CapitalRun | None, dict[int, CapitalPart]]]:
    """The latest finished capital cost run for the budget of each year."""
    latest = (
        sa.select(sa.func.max(CapitalRun.id))
        .where(CapitalRun.purpose == "budget", CapitalRun.state == "done")
        .where(CapitalRun.year_id.in_([row.id for row in years]))
        .group_by(CapitalRun.year_id)
    )
    question = (
        sa.select(CapitalRun, CapitalPart)
        .outerjoin(CapitalPart, CapitalPart.run_id == CapitalRun.id)
        .where(CapitalRun.id.in_(latest))
    )
    found: dict[int, tuple[CapitalRun | None, dict[int, CapitalPart]]] = {row.id: (None, {}) for row in years}
    for run, part in session.execute(question):
        parts = found[run.year_id][1]
        if part is not None:
            parts[part.organisation_id] = part
        found[run.year_id] = (run, parts)
    return found
