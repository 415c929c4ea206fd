"""Budget years, the members as they stand in one, and the figures of population."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import (
    BudgetStep,
    BudgetYear,
    CapitalPart,
    CapitalRun,
    Contribution,
    CouncilDecision,
    PopulationFigure,
)
from app.db import locked
from app.identity.models import Organisation
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it stands in a budget year: inhabitants on the day the year counts by, decision, adopted amounts.

    `cost` is what the latest capital cost run for the budget says of it.
    """

    id: int
    key: str
    name: str
    short_name: str
    inhabitants: int | None
    source: str
    decision: CouncilDecision | None
    adopted: Contribution | None
    run: CapitalRun | None
    cost: CapitalPart | None


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day: inhabitants by member, and where they are from."""

    on: dt.date
    counts: dict[int, int]
    sources: tuple[str, ...]


def years(session: Session) -> list[BudgetYear]:
    """Every year with a budget, the newest first."""
    return list(session.scalars(sa.select(BudgetYear).order_by(BudgetYear.year.desc())))


def by_year(session: Session, year: int) -> BudgetYear:
    """The budget of a year; raises Missing."""
    found = session.scalar(sa.select(BudgetYear).where(BudgetYear.year == year))
    if found is None:
        raise Missing
    return found


def held(session: Session, year: int) -> BudgetYear:
    """The same, held until commit: whatever changes a year takes its row first."""
    found: BudgetYear | None = session.scalar(
        locked(sa.select(BudgetYear).where(BudgetYear.year == year)).execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing
    return found


def members(session: Session, year: BudgetYear, on: dt.date | None = None) -> list[Member]:
    """The members of the cooperation, always in the same order (R-001); `on` is another day to count by."""
    return _stand(session, BudgetYear.id == year.id, on)[1]


def stand(session: Session, year: int) -> tuple[BudgetYear, list[Member]]:
    """A year and its members in one question; raises Missing for a year without a budget."""
    found, rows = _stand(session, BudgetYear.year == year, None)
    if found is None:
        raise Missing
    return found, rows


def _stand(
    session: Session, which: sa.ColumnElement[bool], on: dt.date | None
) -> tuple[BudgetYear | None, list[Member]]:
    own = Organisation.id
    latest = (
        sa.select(sa.func.max(CapitalRun.id))
        .where(CapitalRun.year_id == BudgetYear.id, CapitalRun.purpose == "budget", CapitalRun.state == "done")
        .correlate(BudgetYear)
        .scalar_subquery()
    )
    day = BudgetYear.population_date if on is None else on
    counted = sa.and_(PopulationFigure.organisation_id == own, PopulationFigure.on == day)
    decided = sa.and_(
        CouncilDecision.organisation_id == own, CouncilDecision.year_id == BudgetYear.id,
        CouncilDecision.withdrawn_at.is_(None),
    )  # fmt: skip
    adopted = sa.and_(Contribution.organisation_id == own, Contribution.year_id == BudgetYear.id)
    reckoned = sa.and_(CapitalPart.organisation_id == own, CapitalPart.run_id == CapitalRun.id)
    question = (
        sa.select(
            BudgetYear, own, Organisation.key, Organisation.name, Organisation.short_name, PopulationFigure.count,
            sa.func.coalesce(PopulationFigure.source, ""), CouncilDecision, Contribution, CapitalRun, CapitalPart,
        )
        .select_from(Organisation)
        .join(BudgetYear, which)
        .outerjoin(PopulationFigure, counted)
        .outerjoin(CouncilDecision, decided)
        .outerjoin(Contribution, adopted)
        .outerjoin(CapitalRun, CapitalRun.id == latest)
        .outerjoin(CapitalPart, reckoned)
        .where(Organisation.is_member)
        .order_by(own)
    )  # fmt: skip
    rows = session.execute(question).all()
    return (rows[0][0] if rows else None), [Member(*tuple(row)[1:]) for row in rows]


def member(rows: Sequence[Member], key: str) -> Member:
    """One of the members by key; raises Missing for anybody else, a company among them."""
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Missing
    return found


def steps(session: Session, year: BudgetYear) -> list[BudgetStep]:
    """What a budget has gone through, in order."""
    question = sa.select(BudgetStep).where(BudgetStep.year_id == year.id).order_by(BudgetStep.made_at, BudgetStep.id)
    return list(session.scalars(question))


def population(session: Session) -> list[Day]:
    """The members' figures day by day, the newest first."""
    question = (
        sa.select(PopulationFigure)
        .join(Organisation, Organisation.id == PopulationFigure.organisation_id)
        .where(Organisation.is_member)
        .order_by(PopulationFigure.on.desc(), PopulationFigure.organisation_id)
    )
    days: dict[dt.date, list[PopulationFigure]] = {}
    for figure in session.scalars(question):
        days.setdefault(figure.on, []).append(figure)
    return [
        Day(on, {row.organisation_id: row.count for row in rows}, tuple(dict.fromkeys(row.source for row in rows)))
        for on, rows in days.items()
    ]


def organisations(session: Session) -> list[tuple[int, str, str]]:
    """The members: id, key and short name (R-001)."""
    question = sa.select(Organisation.id, Organisation.key, Organisation.short_name).where(Organisation.is_member)
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(Organisation.id))]
