"""What a price list is compared with, and the lists that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, PriceList, Supplier
from app.db import locked
from app.refusal import Missing

# Rows are taken in pieces: a supplier may have tens of thousands of items.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Priced:
    """An item as a price list meets it; the price is öre excluding VAT."""

    id: int
    slug: str
    name: str
    price: int
    state: str


def priced(session: Session, supplier_id: int) -> dict[str, Priced]:
    """A supplier's items by article number."""
    question = sa.select(Item.article, Item.id, Item.slug, Item.name, Item.price, Item.state)
    rows = session.execute(question.where(Item.supplier_id == supplier_id).execution_options(yield_per=BATCH))
    return {row.article: Priced(row.id, row.slug, row.name, row.price, intern(row.state)) for row in rows}


def remembered(session: Session, supplier_id: int) -> Mapping[str, str]:
    """The headings that the supplier's last list was read by."""
    question = sa.select(PriceList.columns).where(PriceList.supplier_id == supplier_id)
    return session.scalar(question.order_by(PriceList.id.desc()).limit(1)) or {}


def price_list(session: Session, list_id: int, *, hold: bool = False) -> PriceList:
    """A price list, held until commit when it is to be applied; raises Missing."""
    question = sa.select(PriceList).where(PriceList.id == list_id)
    row: PriceList | None = session.scalar(locked(question) if hold else question)
    if row is None:
        raise Missing
    return row


def price_lists(session: Session) -> list[sa.Row[Any]]:
    """The last lists: id, file, supplier, when, state."""
    question = sa.select(PriceList.id, PriceList.file_name, Supplier.name, PriceList.sent_at, PriceList.state)
    joined = question.join(Supplier, Supplier.id == PriceList.supplier_id)
    return list(session.execute(joined.order_by(PriceList.id.desc()).limit(20)))
