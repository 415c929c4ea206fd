"""A budget as it is shown: its sections, what the shared investments cost, and what each member pays of it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetLine, BudgetYear, CapitalPart, CapitalRun
from app.contribution.queries.years import Member, members, stand
from catalogue import capital, contribution
from catalogue.contribution import Parts, Section


@dataclass(frozen=True, slots=True)
class Invested:
    """A shared investment of this or an earlier year, and what it costs this year."""

    line: BudgetLine
    year: int
    cost: capital.Cost


@dataclass(frozen=True, slots=True)
class Share:
    """What a member pays; `points` is the share in ten-thousandths of a percent."""

    member: Member
    inhabitants: int
    points: int
    parts: Parts
    cost: CapitalPart | None


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A year's budget with all that its sums are made of; amounts are öre."""

    year: BudgetYear
    members: Sequence[Member]
    lines: Sequence[BudgetLine]
    invested: Sequence[Invested]
    run: CapitalRun | None
    costs: dict[int, CapitalPart]

    def of(self, section: Section) -> list[BudgetLine]:
        """The lines of a section."""
        return [line for line in self.lines if line.section == section]

    def total(self, section: Section) -> int:
        """The sum of a section's lines."""
        return sum(line.amount for line in self.of(section))

    def own(self, section: Section, organisation_id: int) -> int:
        """The sum of a member's own lines of a section."""
        return sum(line.amount for line in self.of(section) if line.organisation_id == organisation_id)

    @property
    def shared_capital(self) -> int:
        """What shared investments cost this year."""
        return sum(each.cost.total for each in self.invested)

    @property
    def shared(self) -> int:
        """The shared cost: operation less income, and the capital cost of shared investments (DOMAIN d5)."""
        return self.total(Section.SHARED_OPERATION) + self.shared_capital

    @property
    def names(self) -> dict[int, str]:
        """The members' short names."""
        return {each.id: each.short_name for each in self.members}

    @property
    def is_counted(self) -> bool:
        """Whether the inhabitants of every member are known, so that there are shares."""
        return bool(self.members) and all(self._inhabitants(each) for each in self.members)

    @property
    def uncounted(self) -> list[Member]:
        """The members whose inhabitants on the day are not known."""
        return [each for each in self.members if not self._inhabitants(each)]

    @property
    def undecided(self) -> list[Member]:
        """The members whose council has not decided (R-021)."""
        return [each for each in self.members if each.decision is None]

    @cached_property
    def shares(self) -> list[Share]:
        """What each member pays, as adopted or as it would be now; empty while inhabitants are lacking."""
        if not self.is_counted:
            return []
        counts = [self._inhabitants(each) for each in self.members]
        points, shared = contribution.share_points(counts), contribution.shares(self.shared, counts)
        return [
            Share(each, count, point, self._parts(each, part), self.costs.get(each.id))
            for each, count, point, part in zip(self.members, counts, points, shared, strict=True)
        ]

    @property
    def sum(self) -> Parts:
        """All members together."""
        rows = [share.parts for share in self.shares]
        return Parts(sum(r.shared for r in rows), sum(r.capital for r in rows), sum(r.adjustment for r in rows))

    def share_of(self, organisation_id: int) -> Share | None:
        """One member's share."""
        return next((share for share in self.shares if share.member.id == organisation_id), None)

    def _parts(self, member: Member, shared: int) -> Parts:
        if member.adopted:
            return Parts(member.adopted.shared, member.adopted.capital, member.adopted.adjustment)
        cost = self.costs.get(member.id)
        return Parts(shared, cost.total if cost else 0, self.own(Section.ADJUSTMENT, member.id))

    @staticmethod
    def _inhabitants(member: Member) -> int:
        return member.adopted.inhabitants if member.adopted else member.inhabitants or 0


def budget(session: Session, year: BudgetYear, on: dt.date | None = None) -> Budget:
    """A year's budget; `on` is another day to count inhabitants by. Two questions."""
    return _budget(session, year, members(session, year, on))


def shown(session: Session, year: int) -> Budget:
    """The budget of a year; raises Missing. Two questions."""
    return _budget(session, *stand(session, year))


def _budget(session: Session, year: BudgetYear, rows: Sequence[Member]) -> Budget:
    own, invested = _lines(session, year)
    return Budget(
        year=year, members=rows, lines=own, invested=invested, run=rows[0].run if rows else None,
        costs={row.id: row.cost for row in rows if row.cost},
    )  # fmt: skip


def _lines(session: Session, year: BudgetYear) -> tuple[list[BudgetLine], list[Invested]]:
    """The lines of a year, and the shared investments of this and earlier years that cost something in it."""
    earlier = sa.and_(BudgetLine.section == Section.SHARED_INVESTMENT, BudgetYear.year < year.year)
    question = (
        sa.select(BudgetLine, BudgetYear.year)
        .join(BudgetYear, BudgetYear.id == BudgetLine.year_id)
        .where(sa.or_(BudgetLine.year_id == year.id, earlier))
        .order_by(BudgetYear.year, BudgetLine.id)
    )
    own, invested = [], []
    for line, of_year in session.execute(question):
        if line.year_id == year.id:
            own.append(line)
        if line.months and line.in_use_on:
            cost = capital.cost_in(line.amount, line.months, line.in_use_on, year.year, interest=year.interest)
            if cost.total:
                invested.append(Invested(line, of_year, cost))
    return own, invested
