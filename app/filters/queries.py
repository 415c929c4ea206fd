"""The lists whose filters can be kept, and the filters of somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.filters.models import SavedFilter
from app.identity.queries import Visitor
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Page:
    """A list: its address, and the fields of the address that are a filter and no place in the list."""

    address: str
    fields: frozenset[str]


PAGES: Mapping[str, Page] = {
    "costs": Page("/kostnader", frozenset({"ar", "fran", "till", "sort", "enhet", "q", "jamfor", "jfran", "jtill"})),
    "register": Page("/it/enheter", frozenset({"q", "typ", "organisation", "lage"})),
    "invoices": Page("/ekonomi/fakturor", frozenset({"q", "lage", "organisation", "slag"})),
    "supplier_invoices": Page("/ekonomi/leverantorsfakturor", frozenset({"q", "visa", "leverantor", "organisation"})),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept filter: its id, its name, where it leads, and whether the page shows just that now."""

    id: int
    name: str
    address: str
    is_shown: bool


def mine(session: Session, me: Visitor, page: str, asked: str = "") -> list[Saved]:
    """My filters of a list by name; `asked` is what its address asks for now. One question."""
    question = (
        sa.select(SavedFilter.id, SavedFilter.name, SavedFilter.query)
        .where(SavedFilter.person_id == me.id, SavedFilter.page == page)
        .order_by(SavedFilter.name, SavedFilter.id)
    )
    now = kept(page, asked)
    return [Saved(row[0], row[1], leads_to(page, row[2]), row[2] == now) for row in session.execute(question)]


def own(session: Session, me: Visitor, filter_id: int) -> SavedFilter:
    """A filter of mine; raises Missing for any other."""
    found = session.get(SavedFilter, filter_id)
    if found is None or found.person_id != me.id:
        raise Missing
    return found


def kept(page: str, asked: str) -> str:
    """What of an address is a filter, in one order; raises Missing for a list that keeps none."""
    if page not in PAGES:
        raise Missing
    fields = PAGES[page].fields
    return urlencode(sorted((name, value) for name, value in parse_qsl(asked) if name in fields))


def leads_to(page: str, query: str) -> str:
    """The address of a list with a filter."""
    return f"{PAGES[page].address}?{query}" if query else PAGES[page].address
