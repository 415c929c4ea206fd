"""Questions about the range: what is in it, at which version, and what a search finds."""

from app.assortment.queries.ruling import IN_FORCE, edition, lines_in_words
from app.assortment.queries.shelf import (
    Bundle,
    Product,
    Shelf,
    catalogue_version,
    item_by_slug,
    shelf,
    version_column,
)
from app.calendar import support_calendar

__all__ = [
    "IN_FORCE",
    "Bundle",
    "Product",
    "Shelf",
    "catalogue_version",
    "edition",
    "item_by_slug",
    "lines_in_words",
    "shelf",
    "support_calendar",
    "version_column",
]
