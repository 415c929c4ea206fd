"""Lists of orders: mine, and those of the units I lead; newest first, by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.orders.models import Order, Progress

PAGE = 20
LONGEST_SEARCH = 100
COLUMNS = (
    Order.id, Order.number, Order.placed_at, Order.orderer_id, Order.orderer_name, Order.recipient_name, Order.progress,
    Order.headline, Order.line_count, Order.unit_cost, Order.monthly, Order.yearly,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list; amounts are öre excluding VAT."""

    id: int
    number: str
    placed_at: dt.datetime
    orderer_id: int
    orderer_name: str
    recipient_name: str
    progress: str
    headline: str
    line_count: int
    unit_cost: int
    monthly: int
    yearly: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words, a state, the unit's orders instead of mine, and where to go on."""

    words: str = ""
    state: str = ""
    unit: bool = False
    before: int = 0
    after: int = 0

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.words or self.state)

    def query(self, **changed: object) -> dict[str, object]:
        """The query of an address that asks the same, with changes."""
        asked = {"q": self.words, "status": self.state, "vy": "enhet" if self.unit else "", **changed}
        return {key: value for key, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list and what lies around it; ids are 0 where nothing does."""

    rows: list[Listed]
    newer: int
    older: int


def read_asked(words: str, state: str, *, unit: bool, before: str, after: str) -> Asked:
    """What an address asks for; what is not known is left out."""
    return Asked(
        words=" ".join("".join(char for char in words[:LONGEST_SEARCH] if char.isprintable()).split()),
        state=state if state in frozenset(Progress) else "",
        unit=unit,
        before=_id(before),
        after=_id(after),
    )


def listed(session: Session, me: Visitor, asked: Asked) -> Listing:
    """A page of orders by me and for me, or of my units."""
    parts = _parts(me, asked)
    ids = sa.union(*[sa.select(part.subquery().c.id) for part in parts]).subquery()
    order = Order.id.asc() if asked.after else Order.id.desc()
    question = sa.select(*COLUMNS).where(Order.id.in_(sa.select(ids.c.id))).order_by(order).limit(PAGE + 1)
    found = [Listed(**row._mapping) for row in session.execute(question)]
    more, rows = len(found) > PAGE, found[:PAGE]
    if asked.after:
        rows.reverse()
    if not rows:
        return Listing([], 0, 0)
    newer = more if asked.after else bool(asked.before)
    older = True if asked.after else more
    return Listing(rows, rows[0].id if newer else 0, rows[-1].id if older else 0)


def _parts(me: Visitor, asked: Asked) -> list[sa.Select[Any]]:
    """One cut list for each index, so that none is read further than a page."""
    if asked.unit:
        return [_part(Order.unit_id == unit_id, asked) for unit_id in sorted(me.led_units)]
    return [_part(Order.orderer_id == me.id, asked), _part(Order.recipient_id == me.id, asked)]


def _part(whose: sa.ColumnElement[bool], asked: Asked) -> sa.Select[Any]:
    part = sa.select(Order.id).where(whose)
    if asked.words:
        part = part.where(Order.search_text.contains(asked.words.casefold(), autoescape=True))
    if asked.state:
        part = part.where(Order.progress == asked.state)
    if asked.after:
        return part.where(Order.id > asked.after).order_by(Order.id.asc()).limit(PAGE + 1)
    if asked.before:
        part = part.where(Order.id < asked.before)
    return part.order_by(Order.id.desc()).limit(PAGE + 1)


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
