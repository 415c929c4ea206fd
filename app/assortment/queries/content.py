"""What of an item the history of the range keeps: every column that a customer or an order can notice."""

from __future__ import annotations

from typing import Any

from app.assortment.models import Item

# The item's place in the machinery, and how often it is bought, are not facts of the range.
APART = frozenset({"id", "state", "governed", "decision", "decided_on", "decision_id", "swap_id", "popularity"})
CONTENT = tuple(column.key for column in Item.__table__.columns if column.key not in APART)
MONEY = frozenset({"price", "price_period", "price_sample", "vat_rate"})


def content_of(item: Item) -> dict[str, Any]:
    """The columns of an item as they stand; JSON-safe."""
    return {name: getattr(item, name) for name in CONTENT}


def differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The columns of `after` that differ from `before`."""
    return {name: value for name, value in after.items() if before.get(name) != value}
