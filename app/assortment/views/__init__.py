"""Doors to the agreement in words, and to the catalogue editor."""

from app.assortment.views import contracts, drafts, history, items, pictures, prices, rules
from app.assortment.views.doors import blueprint

__all__ = ["blueprint", "contracts", "drafts", "history", "items", "pictures", "prices", "rules"]
