"""From a price list to its dry run, and from the dry run to new prices: all of them, or none."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.actions.changing import apply_due, bump, lock
from app.assortment.actions.price_reading import read
from app.assortment.models import AppliedChange, Item, ItemChange, PriceList
from app.assortment.queries.content import CONTENT
from app.assortment.queries.prices import Priced, priced, remembered
from app.history import Actor, Event
from app.refusal import Changed, Refused
from app.words import say
from app.words.formats import today_of

MOST_SHOWN = 300
FORGOTTEN = dt.timedelta(days=1)
CHUNK = 1000
HUGE = 500  # per mille up or down, where somebody should look twice


@dataclass(frozen=True, slots=True)
class Step:
    """One new price, in öre."""

    item: Priced
    new: int

    @property
    def change(self) -> int:
        """How much it goes up or down, per mille of the old price."""
        return (self.new - self.item.price) * 1000 // self.item.price if self.item.price else 1000

    @property
    def odd(self) -> bool:
        """Whether somebody should look twice: free of charge, or far from what it was."""
        return not self.new or abs(self.change) > HUGE


@dataclass(frozen=True, slots=True)
class Plan:
    """What a price list would do."""

    steps: tuple[Step, ...]
    same: int
    unknown: tuple[str, ...]
    missing: tuple[Priced, ...]
    columns: Mapping[str, str]
    faults: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What tells whether it would still do the same."""
        plain = [(step.item.id, step.item.price, step.new) for step in self.steps]
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def plan_prices(session: Session, data: bytes, supplier_id: int, *, columns: Mapping[str, str]) -> Plan:
    """What a list would do to a supplier's prices; writes nothing. Raises Refused for what is no price list."""
    wanted = {**remembered(session, supplier_id), **{name: title for name, title in columns.items() if title}}
    try:
        found = read(data, wanted)
    except Refused:
        if any(columns.values()):
            raise
        found = read(data, {})
    items = priced(session, supplier_id)
    steps = [Step(items[article], ore) for article, (ore, _) in found.prices.items() if article in items]
    changed = [step for step in steps if step.new != step.item.price]
    return Plan(
        steps=tuple(sorted(changed, key=lambda step: (-abs(step.change), step.item.id))),
        same=len(steps) - len(changed),
        unknown=tuple(article for article in found.prices if article not in items),
        missing=tuple(
            item for article, item in items.items() if item.state == "published" and article not in found.prices
        ),
        columns=found.columns,
        faults=tuple(found.faults),
    )


def keep_prices(
    session: Session, data: bytes, found: Plan, *, supplier_id: int, file_name: str, me: int, at: dt.datetime
) -> PriceList:
    """Keep a faultless list with what it showed; lists that nobody went on with are let go."""
    old = sa.update(PriceList).where(PriceList.sent_at < at - FORGOTTEN, PriceList.content.is_not(None))
    session.execute(old.values(content=None))
    row = PriceList(
        supplier_id=supplier_id, file_name=file_name[:160], content=data, columns=dict(found.columns),
        digest=found.digest, shown=_shown(found), sent_by=me, sent_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _shown(found: Plan) -> dict[str, Any]:
    return {
        "rows": [
            [step.item.slug, step.item.name, step.item.price, step.new, step.change, step.odd]
            for step in found.steps[:MOST_SHOWN]
        ],
        "count": len(found.steps),
        "warned": sum(step.odd for step in found.steps),
        "same": found.same,
        "unknown": [len(found.unknown), list(found.unknown[:50])],
        "missing": [len(found.missing), [item.name for item in found.missing[:50]]],
    }


def apply_prices(session: Session, row: PriceList, *, digest: str, actor: Actor, at: dt.datetime) -> int:
    """Set exactly the prices that were shown, as one version; returns it.

    Raises Refused for a list that is applied already or let go, Changed when it would now do something else.
    """
    if row.state == "done" or row.content is None:
        raise Refused("pricing.refused.done")
    apply_due(session, at=at)
    found = plan_prices(session, row.content, row.supplier_id, columns=row.columns)
    if found.faults or not found.steps or found.digest != row.digest or digest != row.digest:
        raise Changed("pricing.refused.changed")
    version = _write(session, found, row.supplier_id, actor=actor, at=at)
    row.state, row.done_at, row.content = "done", at, None
    told = {"file": row.file_name, "count": len(found.steps), "version": version}
    history.record(session, actor, at, [Event("price_list", row.id, "prices.imported", told)])
    session.flush()
    return version


def _write(session: Session, found: Plan, supplier_id: int, *, actor: Actor, at: dt.datetime) -> int:
    """The changes, the new prices and their version, each with one statement for many rows."""
    lock(session)
    day, whole = today_of(at), _unwritten(session, found, supplier_id)
    last = session.scalar(sa.select(sa.func.max(ItemChange.id))) or 0
    common = {
        "change": "price", "effective_on": day, "reason": say("assortment.version.price"), "made_by": actor.id,
        "made_by_name": actor.name, "made_at": at,
    }  # fmt: skip
    for steps in batched(found.steps, CHUNK):
        news = {step.item.id: {"price": step.new, "price_sample": False} for step in steps}
        written = [{"item_id": key, "content": whole.get(key, {}) | new, **common} for key, new in news.items()]
        session.execute(sa.insert(ItemChange), written)
        session.execute(_set(news))
    version = bump(session, title=say("assortment.version.price"), at=at)
    made = sa.select(ItemChange.id, sa.literal(version)).where(ItemChange.id > last)
    session.execute(sa.insert(AppliedChange).from_select(["change_id", "version"], made))
    return version


def _set(news: Mapping[int, Mapping[str, Any]]) -> sa.Update:
    """One statement that gives many items their own prices; a statement for each would take most of the time."""
    price = sa.case({key: new["price"] for key, new in news.items()}, value=Item.id)
    update = sa.update(Item).where(Item.id.in_(news)).values(price=price, price_sample=False)
    return update.execution_options(synchronize_session=False)


def batched(steps: tuple[Step, ...], size: int) -> Iterator[tuple[Step, ...]]:
    """The steps in pieces, so that memory stays flat."""
    for start in range(0, len(steps), size):
        yield steps[start : start + size]


def _unwritten(session: Session, found: Plan, supplier_id: int) -> dict[int, dict[str, Any]]:
    """The whole content of those items whose history has not begun, so that it can be replayed from nothing."""
    if not found.steps:
        return {}
    begun = sa.select(ItemChange.id).where(ItemChange.item_id == Item.id).exists()
    ids = {step.item.id for step in found.steps}
    columns = [getattr(Item, name) for name in CONTENT]
    rows = session.execute(sa.select(Item.id, *columns).where(~begun, Item.supplier_id == supplier_id))
    return {row[0]: dict(zip(CONTENT, row[1:], strict=True)) for row in rows if row[0] in ids}
