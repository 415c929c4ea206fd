"""How it goes: who solved the cases, and how satisfied people were, by month and organisation (R-145, R-146, R-154)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, Survey
from app.identity.models import Organisation
from app.words.formats import STOCKHOLM

MONTHS = 12
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Month:
    """A month's cases: how many were solved, by the first line, in time; and the survey, empty with too few answers."""

    month: str
    solved: int
    first_line: int
    in_time: int
    answers: int
    average: float | None

    @property
    def share(self) -> int:
        """The first line's share in per cent."""
        return round(100 * self.first_line / self.solved) if self.solved else 0


def months(session: Session, organisation: str, *, today: dt.date, least: int) -> list[Month]:
    """The last twelve months, newest first; averages of fewer answers than `least` are left out (R-154)."""
    spans = _spans(today)
    solved, asked = sa.select(*_of_cases(spans)), sa.select(*_of_surveys(spans))
    if organisation:
        whose = sa.select(Organisation.id).where(Organisation.key == organisation).scalar_subquery()
        solved, asked = solved.where(Case.organisation_id == whose), asked.where(Survey.organisation_id == whose)
    solved = solved.where(Case.solved_at >= spans[-1][0])
    cases = list(session.execute(solved).one())
    surveys = list(session.execute(asked.where(Survey.answered_at >= spans[-1][0])).one())
    return [_month(span, cases[3 * n : 3 * n + 3], surveys[2 * n : 2 * n + 2], least) for n, span in enumerate(spans)]


def _month(span: Span, cases: list[int], survey: list[int], least: int) -> Month:
    count, total = survey
    average = total / count if count and count >= least else None
    solved, first_line, in_time = cases
    return Month(f"{span[0].astimezone(STOCKHOLM):%Y-%m}", solved, first_line, in_time, count, average)


def _of_cases(spans: list[Span]) -> list[sa.ColumnElement[int]]:
    """For each month: how many were solved, by the first line, in time; all asked in one question."""
    found: list[sa.ColumnElement[int]] = []
    for begins, ends in spans:
        within = sa.and_(Case.solved_at >= begins, Case.solved_at < ends)
        found.append(sa.func.count().filter(within))
        found.append(sa.func.count().filter(within, Case.solved_by_line == 1))
        found.append(sa.func.count().filter(within, Case.solved_at <= Case.due_at))
    return found


def _of_surveys(spans: list[Span]) -> list[sa.ColumnElement[int]]:
    found: list[sa.ColumnElement[int]] = []
    for begins, ends in spans:
        within = sa.and_(Survey.answered_at >= begins, Survey.answered_at < ends)
        found.append(sa.func.count(Survey.grade).filter(within))
        found.append(sa.func.coalesce(sa.func.sum(Survey.grade).filter(within), 0))
    return found


def _spans(today: dt.date) -> list[Span]:
    first = today.replace(day=1)
    edges = [_months_before(first, count) for count in range(-1, MONTHS)]
    moments = [dt.datetime.combine(edge, dt.time(), STOCKHOLM).astimezone(dt.UTC) for edge in edges]
    return list(zip(moments[1:], moments, strict=False))


def _months_before(first: dt.date, count: int) -> dt.date:
    number = first.year * 12 + first.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)
