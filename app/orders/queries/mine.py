"""Lists of orders: mine, and those of the units I lead; newest first, by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import plain, settled
from app.identity.queries import Visitor
from app.orders.models import Order, Progress

PAGE = 20
LONGEST_SEARCH = 100
COLUMNS = (
    Order.id, Order.number, Order.placed_at, Order.orderer_id, Order.orderer_name, Order.recipient_name, Order.progress,
    Order.headline, Order.contents, Order.line_count, Order.unit_cost, Order.monthly, Order.yearly,
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
    contents: str
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
    def turn(self) -> str:
        """Which way the pages are turned: newer, older, or empty for the first page."""
        return "newer" if self.after else "older" if self.before else ""

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
    units = sorted(me.led_units) if asked.unit else []
    question = _question(len(units), bool(asked.words), bool(asked.state), asked.turn)
    values: dict[str, object] = {
        "me": me.id,
        "words": f"%{_escaped(asked.words.casefold())}%",
        "state": asked.state,
        "edge": asked.after or asked.before,
        **{f"unit{place}": unit for place, unit in enumerate(units)},
    }
    found = [Listed(*tuple(row)) for row in plain(session, question, values)]
    more, rows = len(found) > PAGE, found[:PAGE]
    if asked.after:
        rows.reverse()
    if not rows:
        return Listing([], 0, 0)
    newer = more if asked.after else bool(asked.before)
    older = True if asked.after else more
    return Listing(rows, rows[0].id if newer else 0, rows[-1].id if older else 0)


@cache
def _question(units: int, by_words: bool, by_state: bool, turn: str) -> sa.Select[*tuple[Any, ...]]:
    """The list's question, built once for each shape; one cut list for each index, so that none is read further."""
    mine = [Order.orderer_id == sa.bindparam("me"), Order.recipient_id == sa.bindparam("me")]
    whose = [Order.unit_id == sa.bindparam(f"unit{place}") for place in range(units)] or mine
    order = Order.id.asc() if turn == "newer" else Order.id.desc()
    filters: list[sa.ColumnElement[bool]] = []
    if by_words:
        filters.append(Order.search_text.like(sa.bindparam("words"), escape="/"))
    if by_state:
        filters.append(Order.progress == sa.bindparam("state"))
    if turn:
        edge = sa.bindparam("edge", type_=sa.Integer)
        filters.append(Order.id > edge if turn == "newer" else Order.id < edge)
    parts = [sa.select(Order.id).where(each, *filters).order_by(order).limit(PAGE + 1) for each in whose]
    ids = sa.union(*[sa.select(part.subquery().c.id) for part in parts]).subquery()
    return settled(sa.select(*COLUMNS).where(Order.id.in_(sa.select(ids.c.id))).order_by(order).limit(PAGE + 1))


def _escaped(words: str) -> str:
    """Words in which % and _ mean themselves."""
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
