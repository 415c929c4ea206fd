"""What the range has that comes nearest to what somebody describes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.assortment.queries import Product, Shelf, edition, shelf
from app.identity.queries import Visitor
from app.shop.queries import Audience, wish_for
from catalogue.rulebook import judge

MOST = 6


@dataclass(frozen=True, slots=True)
class Near:
    """A product with what it would cost the unit, öre excluding VAT; 0 where IT pays."""

    product: Product
    unit_cost: int


def nearest(session: Session, me: Visitor, words: str, today: dt.date, *, range_: Shelf | None = None) -> list[Near]:
    """The products on sale that come nearest to these words, best first; `range_` when it has been asked for."""
    range_ = range_ or shelf(session)
    found = range_.searches.get(words, lambda: range_.index.search(words))
    ranked = sorted(found.scores.items(), key=lambda pair: (-pair[1], pair[0]))
    products = [range_.by_id[product] for product, _score in ranked if range_.by_id[product].on_sale]
    audience, agreed = Audience.of(me, today), edition()
    return [Near(each, judge(wish_for(audience, each, 1), agreed).unit_cost) for each in products[:MOST]]
