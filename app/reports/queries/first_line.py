"""How many cases the first line solved: by month, and by organisation (R-146, R-148)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.identity.models import Organisation
from app.words.formats import STOCKHOLM
from catalogue.kpi import Quarter, Solved


def by_month(session: Session, quarter: Quarter, organisation: str) -> list[tuple[dt.date, Solved]]:
    """The months of a quarter, by their first day, for one organisation or all."""
    days = quarter.first_days
    parts: list[sa.ColumnElement[int]] = []
    for first, last in pairwise(days):
        within = _between(first, last)
        parts += [sa.func.count().filter(within), sa.func.count().filter(within, Case.solved_by_line == 1)]
    question = sa.select(*parts).where(_between(days[0], days[-1]))
    if organisation:
        own = sa.select(Organisation.id).where(Organisation.key == organisation).scalar_subquery()
        question = question.where(Case.organisation_id == own)
    row = session.execute(question).one()
    return [(first, Solved(row[2 * place], row[2 * place + 1])) for place, first in enumerate(days[:-1])]


def by_organisation(session: Session, quarter: Quarter) -> Sequence[tuple[str, str, Solved]]:
    """Every organisation that had cases solved in a quarter: key, short name, how many."""
    days = quarter.first_days
    question = (
        sa.select(
            Organisation.key, Organisation.short_name, sa.func.count(),
            sa.func.count().filter(Case.solved_by_line == 1),
        )
        .join(Case, Case.organisation_id == Organisation.id)
        .where(_between(days[0], days[-1]))
        .group_by(Organisation.id, Organisation.key, Organisation.short_name)
        .order_by(Organisation.id)
    )  # fmt: skip
    return [(row[0], row[1], Solved(row[2], row[3])) for row in session.execute(question)]


def organisations(session: Session) -> list[tuple[str, str]]:
    """Every organisation: key and short name."""
    rows = session.execute(sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id))
    return [(row.key, row.short_name) for row in rows]


def _between(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    begins, ends = (dt.datetime.combine(day, dt.time(), STOCKHOLM).astimezone(dt.UTC) for day in (first, last))
    return sa.and_(Case.solved_at >= begins, Case.solved_at < ends)
