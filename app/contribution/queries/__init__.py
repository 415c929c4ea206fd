"""What is asked of budgets and contributions."""

from app.contribution.queries.budget import Budget, Invested, Share, budget, shown
from app.contribution.queries.costs import MOST_PURCHASES, Purchase, parts, purchases, rows_of, run_of, runs, unfinished
from app.contribution.queries.frames import Framed, framed
from app.contribution.queries.progress import Run, latest_run
from app.contribution.queries.quarters import (
    Planned,
    adopted,
    amendments,
    invoiced,
    issued,
    planned,
    settlement_of,
    with_before,
    year_before,
)
from app.contribution.queries.years import (
    Day,
    Member,
    by_year,
    held,
    member,
    members,
    organisations,
    population,
    steps,
    years,
)

__all__ = [
    "MOST_PURCHASES", "Budget", "Day", "Framed", "Invested", "Member", "Planned", "Purchase", "Run", "Share", "adopted",
    "amendments", "budget", "by_year", "framed", "held", "invoiced", "issued", "latest_run", "member", "members",
    "organisations", "parts", "planned", "population", "purchases", "rows_of", "run_of", "runs", "settlement_of",
    "shown", "steps", "unfinished", "with_before", "year_before", "years",
]  # fmt: skip
