"""Cheaper things of the same kind, to put forward instead of what was ordered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.assortment.queries import Product, edition, shelf
from app.licences.queries.held import ELEVATED
from app.orders.models import OrderLine

MOST = 12


def has_alternatives(kind: str) -> bool:
    """Whether things of a kind stand in for each other: add-ons to licences are different programs, each its own."""
    known = edition().kinds.get(kind)
    return known is None or not known.holder or kind == ELEVATED


def cheaper(session: Session, line: OrderLine) -> list[Product]:
    """What is sold of a line's kind for less, dearest first: the nearest to what was wanted."""
    if not has_alternatives(line.kind):
        return []
    same = (
        item
        for item in shelf(session).products
        if item.on_sale and item.orderable and item.kind == line.kind and item.price_period == line.price_period
    )
    found = [item for item in same if item.price < line.unit_price and item.id != line.item_id]
    return sorted(found, key=lambda item: -item.price)[:MOST]


def saves(line: OrderLine, item: Product) -> int:
    """How much less a whole line would cost, öre excluding VAT."""
    return (line.unit_price - item.price) * line.quantity
