"""Questions over several rooms, answered by sums and by replay."""

from app.reports.queries.costs import Part, costs
from app.reports.queries.effect import Effect, effect
from app.reports.queries.replaying import Difference, Sums, replayed, unbought

__all__ = ["Difference", "Effect", "Part", "Sums", "costs", "effect", "replayed", "unbought"]
