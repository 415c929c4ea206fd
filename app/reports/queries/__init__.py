"""Questions over several rooms, answered by sums and by replay."""

from app.reports.queries.costs import Part, costs
from app.reports.queries.effect import Effect, effect
from app.reports.queries.first_line import by_month, by_organisation, organisations
from app.reports.queries.replaying import Difference, Sums, replayed, unbought

__all__ = [
    "Difference", "Effect", "Part", "Sums", "by_month", "by_organisation", "costs", "effect", "organisations",
    "replayed", "unbought",
]  # fmt: skip
