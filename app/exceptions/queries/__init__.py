"""Questions about exceptions and findings: what I may see, what the range has instead, what is alike."""

from app.exceptions.queries.findings import Barred, barred, findings_of_unit, on_device, refused_support
from app.exceptions.queries.lists import Listed, mine, of_units
from app.exceptions.queries.nearest import Near, nearest
from app.exceptions.queries.similar import similar
from app.exceptions.queries.told import facts_of, near_rows, story
from app.exceptions.queries.visible import by_number, reviewers, visible

__all__ = [
    "Barred", "Listed", "Near", "barred", "by_number", "facts_of", "findings_of_unit", "mine", "near_rows", "nearest",
    "of_units", "on_device", "refused_support", "reviewers", "similar", "story", "visible",
]  # fmt: skip
