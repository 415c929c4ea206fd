"""Loading the first assortment; afterwards it is rows, and every change of them raises the catalogue version."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import CatalogueVersion, Category, Item, Kit, KitItem, Supplier
from app.assortment.queries import edition
from app.assortment.queries.shelf import CHANGED
from app.db import Base, locked

Row = TypeVar("Row", bound=Base)
SOURCE = Path(__file__).parents[2] / "catalogue" / "assortment.toml"


def read(file: Path = SOURCE) -> Mapping[str, Any]:
    """The first assortment as it stands in its file."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def load(session: Session, data: Mapping[str, Any], *, at: dt.datetime) -> int:
    """Make suppliers, categories, items and kits stand as in `data`; running it again changes nothing.

    Returns the catalogue version, raised only when something changed. Raises ValueError for an unknown field,
    kind, successor or kit part. `at` (UTC) dates the decision of items that name none.
    """
    shelves = _upsert(session, Category, "key", _in_order(data["category"]))
    suppliers = _upsert(session, Supplier, "key", [_without(row, "sample") for row in data["supplier"]])
    session.flush()
    items = _upsert(session, Item, "slug", [_item(row, suppliers[1]) for row in data["item"]])
    session.flush()
    changed = shelves[0] | suppliers[0] | items[0]
    for item in items[1].values():
        item.decided_on = item.decided_on or at.date()
    changed |= _link_successors(data["item"], items[1])
    changed |= _load_kits(session, data.get("kit", []), items[1])
    return bump(session) if changed else _version_row(session).number


def bump(session: Session) -> int:
    """Raise the catalogue version; every change of items, prices, categories or kits calls this once. Returns it."""
    row = _version_row(session)
    row.number += 1
    session.info[CHANGED] = True
    session.flush()
    return row.number


def _version_row(session: Session) -> CatalogueVersion:
    row: CatalogueVersion | None = session.scalar(locked(sa.select(CatalogueVersion).where(CatalogueVersion.id == 1)))
    if row is None:
        row = CatalogueVersion(id=1, number=0)
        session.add(row)
        session.flush()
    return row


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


def _item(row: Mapping[str, Any], suppliers: Mapping[str, Supplier]) -> dict[str, Any]:
    """A row of the file as columns of an item."""
    apart = ("supplier", "category", "successor", "lead_days", "facts")
    if row["kind"] not in edition().kinds:
        raise ValueError(f"item {row['slug']}: the agreement knows no kind {row['kind']}")
    values = {name: value for name, value in row.items() if name not in apart}
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
