"""Loading the first assortment; afterwards it is rows, and every change of them raises the catalogue version."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.actions.changing import SYSTEM, bump, lock
from app.assortment.actions.deciding import Decided, write_decision
from app.assortment.models import (
    AppliedChange,
    Category,
    Item,
    ItemChange,
    Kit,
    KitItem,
    RangeDecision,
    Supplier,
)
from app.assortment.queries import edition
from app.assortment.queries.content import MONEY, content_of, differing
from app.db import Base
from app.words import say

Row = TypeVar("Row", bound=Base)
SOURCE = Path(__file__).parents[3] / "catalogue" / "assortment.toml"


def read(file: Path = SOURCE) -> Mapping[str, Any]:
    """The first assortment as it stands in its file."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def load(session: Session, data: Mapping[str, Any], *, at: dt.datetime) -> int:
    """Make suppliers, categories, items and kits stand as in `data`; running it again changes nothing.

    Returns the catalogue version, raised only when something changed. Raises ValueError for an unknown field,
    kind, successor or kit part. `at` (UTC) dates the decision of items that name none.
    """
    before = {item.slug: (item.state, content_of(item)) for item in session.scalars(sa.select(Item))}
    shelves = _upsert(session, Category, "key", _in_order(data["category"]))
    suppliers = _upsert(session, Supplier, "key", [_without(row, "sample") for row in data["supplier"]])
    session.flush()
    decisions = _decisions(session, data["item"], at)
    items = _upsert(session, Item, "slug", [_item(row, suppliers[1], decisions, at) for row in data["item"]])
    session.flush()
    changed = shelves[0] | suppliers[0] | items[0]
    changed |= _link_successors(data["item"], items[1])
    changed |= _load_kits(session, data.get("kit", []), items[1])
    if not changed:
        return lock(session).number
    return _note(session, items[1].values(), before, at)


def _decisions(session: Session, rows: Iterable[Mapping[str, Any]], at: dt.datetime) -> dict[tuple[str, dt.date], int]:
    """The decisions that the file's items rest on, by title and day, recorded where they are new."""
    known = {
        (row.title, row.decided_on): row.id
        for row in session.execute(sa.select(RangeDecision.id, RangeDecision.title, RangeDecision.decided_on))
    }
    named = {_resting_on(row, at) for row in rows if row.get("decision") and _is_governed(row)}
    for title, day in sorted(named - known.keys(), key=lambda pair: (pair[1], pair[0])):
        decided = Decided(title=title, decided_on=day, effective_on=day)
        known[title, day] = write_decision(session, decided, recorded_by=None, at=at).id
    return known


def _is_governed(row: Mapping[str, Any]) -> bool:
    """Whether the forum decides about it; raises ValueError for a kind the agreement does not know."""
    if row["kind"] not in edition().kinds:
        raise ValueError(f"item {row['slug']}: the agreement knows no kind {row['kind']}")
    return edition().is_governed(row["kind"])


def _resting_on(row: Mapping[str, Any], at: dt.datetime) -> tuple[str, dt.date]:
    return row["decision"], row.get("decided_on") or at.date()


def _note(
    session: Session, items: Iterable[Item], before: Mapping[str, tuple[str, dict[str, Any]]], at: dt.datetime
) -> int:
    """Write the load down as changes that have taken effect with one version."""
    version = bump(session, title=say("assortment.version.loaded"), at=at)
    rows = [row for item in items if (row := _change(item, before.get(item.slug), at))]
    session.add_all(rows)
    session.flush()
    session.add_all(AppliedChange(change_id=row.id, version=version) for row in rows)
    session.flush()
    return version


def _change(item: Item, before: tuple[str, dict[str, Any]] | None, at: dt.datetime) -> ItemChange | None:
    state, old = before or ("", {})
    new = differing(old, content_of(item)) if before else content_of(item)
    moved = item.state != state
    if not (new or moved):
        return None
    change = ("decision" if item.decision_id else "it") if moved else "price" if new.keys() <= MONEY else "facts"
    return ItemChange(
        item_id=item.id, change=change, effective_on=at.date(), state=item.state if moved else None, content=new,
        decision_id=item.decision_id if moved else None, made_by_name=SYSTEM.name, made_at=at,
    )  # fmt: skip


def _upsert(
    session: Session, model: type[Row], key: str, rows: Iterable[Mapping[str, Any]]
) -> tuple[bool, dict[str, Row]]:
    """Rows of a table by key as given, made or changed; and whether any was."""
    known = {getattr(row, key): row for row in session.scalars(sa.select(model))}
    allowed, changed = set(model.__table__.columns.keys()), False
    for values in rows:
        unknown = values.keys() - allowed
        if unknown:
            raise ValueError(f"{model.__tablename__} {values.get(key)}: unknown {sorted(unknown)}")
        row = known.get(values[key])
        if row is None:
            row = known[values[key]] = model(**values)
            session.add(row)
            changed = True
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed = True
    return changed, known


def _in_order(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows that stand on the shelf in the order they are written."""
    return [{"position": position, **row} for position, row in enumerate(rows)]


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def _item(
    row: Mapping[str, Any], suppliers: Mapping[str, Supplier], decisions: Mapping[tuple[str, dt.date], int],
    at: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """A row of the file as columns of an item."""
    apart = ("supplier", "category", "successor", "lead_days", "facts")
    values = {name: value for name, value in row.items() if name not in apart}
    values["governed"] = _is_governed(row)
    values["decision_id"] = decisions.get(_resting_on(row, at)) if values["governed"] and row.get("decision") else None
    values["decided_on"] = row.get("decided_on") or at.date()
    values["category_key"] = row["category"]
    values["supplier_id"] = suppliers[row["supplier"]].id if row.get("supplier") else None
    values["lead_days_min"], values["lead_days_max"] = row["lead_days"]
    values["facts"] = [[fact["label"], fact["value"]] for fact in row.get("facts", [])]
    for months in ("technical_lifetime_months", "warranty_months"):
        values[months] = row.get(months) or None
    return values


def _link_successors(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> bool:
    changed = False
    for row in rows:
        named = row.get("successor")
        if named and named not in items:
            raise ValueError(f"item {row['slug']}: no successor {named}")
        successor = items[named].id if named else None
        item = items[row["slug"]]
        if item.successor_id != successor:
            item.successor_id = successor
            changed = True
    return changed


def _load_kits(session: Session, rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> bool:
    changed, kits = _upsert(session, Kit, "slug", _in_order(_without(row, "items") for row in rows))
    session.flush()
    for row in rows:
        changed |= _load_kit_items(session, kits[row["slug"]], row["items"], items)
    return changed


def _load_kit_items(session: Session, kit: Kit, parts: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> bool:
    wanted: dict[int, tuple[int, int]] = {}
    for position, part in enumerate(parts):
        slug, quantity = part["slug"], part["quantity"]
        if slug not in items:
            raise ValueError(f"kit {kit.slug}: no item {slug}")
        wanted[items[slug].id] = (quantity, position)
    rows = session.scalars(sa.select(KitItem).where(KitItem.kit_id == kit.id)).all()
    standing = {row.item_id: (row.quantity, row.position) for row in rows}
    if standing == wanted:
        return False
    session.execute(sa.delete(KitItem).where(KitItem.kit_id == kit.id))
    session.add_all(
        KitItem(kit_id=kit.id, item_id=item, quantity=quantity, position=position)
        for item, (quantity, position) in wanted.items()
    )
    return True
