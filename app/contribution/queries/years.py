"""Budget years."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetYear


def years(session: Session) -> list[BudgetYear]:
    """Every year with a budget, the newest first."""
    return list(session.scalars(sa.select(BudgetYear).order_by(BudgetYear.year.desc())))
