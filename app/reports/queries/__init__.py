"""Questions over several rooms, answered by sums and by replay."""

from app.reports.queries.effect import Effect, effect
from app.reports.queries.first_line import by_month, by_organisation, organisations
from app.reports.queries.overview import Overview, exported, overview
from app.reports.queries.replaying import Difference, Sums, replayed, unbought
from app.reports.queries.wanted import FIRST_YEAR, KINDS, Period, Wanted, year_until

__all__ = [
    "FIRST_YEAR", "KINDS", "Difference", "Effect", "Overview", "Period", "Sums", "Wanted", "by_month",
    "by_organisation", "effect", "exported", "organisations", "overview", "replayed", "unbought", "year_until",
]  # fmt: skip
