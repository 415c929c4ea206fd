"""The range as it stands: read once for each catalogue version and kept in the process as frozen rows."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import (
    CatalogueVersion,
    Category,
    EmergencySwap,
    Item,
    ItemPicture,
    Kit,
    KitItem,
    RangeDecision,
    Supplier,
)
from app.assortment.queries.search import Index
from app.db import plain, settled
from app.refusal import Missing

CHANGED = "catalogue_changed"
Kept = TypeVar("Kept")
# What a hit in each part of a product is worth in a search.
HEAD, NAME, KEYWORD, MODEL, CATEGORY, SUMMARY, TEXT = 13.0, 10.0, 8.0, 6.0, 5.0, 3.0, 1.0


@dataclass(frozen=True, slots=True)
class Product:
    """An item as everybody may read it; prices are öre excluding VAT, lead times working days, lifetimes months."""

    id: int
    slug: str
    article: str
    kind: str
    segment: str
    category_key: str
    category: str
    category_position: int
    palette: str
    name: str
    model: str
    summary: str
    description: str
    facts: tuple[tuple[str, str], ...]
    platform: str
    form_factor: str
    environment: str
    unspsc: str
    unit_code: str
    technical_lifetime_months: int | None
    warranty_months: int | None
    supported_until: str
    lead_days_min: int
    lead_days_max: int
    price: int
    price_period: str
    price_sample: bool
    vat_rate: int
    supplier_id: int | None
    supplier_name: str
    supplier_kind: str
    illustration: str
    orderable: bool
    in_stock: bool
    popularity: int
    keywords: tuple[str, ...]
    related: tuple[str, ...]
    successor_id: int | None
    successor_slug: str
    state: str
    decided_on: dt.date | None
    decision: str
    decision_number: str
    decision_reason: str
    swap_until: dt.date | None = None
    picture: str = ""
    thumbnail: str = ""
    picture_alt: str = ""

    @property
    def on_sale(self) -> bool:
        """Whether it may be put in a basket at all."""
        return self.state == "published" and self.orderable


@dataclass(frozen=True, slots=True)
class Bundle:
    """A kit with its products and how many of each."""

    id: int
    slug: str
    name: str
    summary: str
    description: str
    illustration: str
    parts: tuple[tuple[Product, int], ...]


class Recent:
    """A bounded memory of things derived from one version of the range; it dies with its shelf.

    Nothing personal may be kept here: keys name audiences, never persons.
    """

    def __init__(self, most: int) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock, self._most = Lock(), most

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What is kept under a key, made when it is not there; the one longest unused gives way."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(Kept, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True)
class Shelf:
    """Everything in the range at one version; drafts are left out."""

    version: int
    products: tuple[Product, ...]
    bundles: tuple[Bundle, ...]
    categories: tuple[tuple[str, str], ...]
    by_id: Mapping[int, Product] = field(repr=False)
    by_slug: Mapping[str, Product] = field(repr=False)
    offers: Recent = field(default_factory=lambda: Recent(60), repr=False, compare=False)
    pieces: Recent = field(default_factory=lambda: Recent(600), repr=False, compare=False)
    cards: Recent = field(default_factory=lambda: Recent(1000), repr=False, compare=False)
    searches: Recent = field(default_factory=lambda: Recent(400), repr=False, compare=False)

    @cached_property
    def index(self) -> Index:
        """The search index over what is on sale."""
        return Index({product.id: _texts(product) for product in self.products if product.state == "published"})

    def product(self, name: str) -> Product:
        """The product of a slug, or of an id in ASCII digits; raises Missing."""
        found = self.by_slug.get(name)
        if found is None and name.isascii() and name.isdigit() and len(name) < 10:
            found = self.by_id.get(int(name))
        if found is None:
            raise Missing
        return found


_shelves: WeakKeyDictionary[sa.Engine, Shelf] = WeakKeyDictionary()


@sa.event.listens_for(sa.Engine, "engine_disposed")
def _forget(engine: sa.Engine) -> None:
    """A disposed engine may come back to another database, such as a restored backup."""
    _shelves.pop(engine, None)


_VERSION = settled(sa.select(CatalogueVersion.number).where(CatalogueVersion.id == 1))


def version_column() -> sa.ScalarSelect[int]:
    """The catalogue version as a column of another question, so that it costs no question of its own."""
    return _VERSION.scalar_subquery()


def catalogue_version(session: Session) -> int:
    """The number of the current catalogue version; 0 before anything was loaded."""
    return plain(session, _VERSION, {}).scalar() or 0


def shelf(session: Session, version: int | None = None) -> Shelf:
    """The range; `version` when the caller already asked for it. Costs one question, or none, while nothing changes."""
    number = catalogue_version(session) if version is None else version
    engine = session.get_bind()
    if session.info.get(CHANGED) or not isinstance(engine, sa.Engine):
        return _read(session, number)
    known = _shelves.get(engine)
    if known is None or known.version != number:
        known = _shelves[engine] = _read(session, number)
    return known


def item_by_slug(session: Session, slug: str) -> Product:
    """The product of a slug; raises Missing for unknown ones and drafts."""
    return shelf(session).product(slug)


def as_product(session: Session, slug: str) -> Product:
    """An item as everybody would read it, a draft too; raises Missing."""
    row = session.execute(_items(Item.slug == slug)).first()
    if row is None:
        raise Missing
    return _product(row)


def _read(session: Session, version: int) -> Shelf:
    products = [_product(row) for row in session.execute(_items(Item.state != "draft"))]
    by_id = {product.id: product for product in products}
    categories = session.execute(sa.select(Category.key, Category.name).order_by(Category.position, Category.key))
    return Shelf(
        version=version,
        products=tuple(products),
        bundles=_bundles(session, by_id),
        categories=tuple((row.key, row.name) for row in categories),
        by_id=by_id,
        by_slug={product.slug: product for product in products},
    )


def _items(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    later = aliased(Item)
    apart = ("facts", "keywords", "related", "governed", "decision_id", "swap_id", "contract_id", "picture_id")
    plain = [column for column in Item.__table__.columns if column.name not in apart]
    return (
        sa.select(
            *plain,
            Item.facts,
            Item.keywords,
            Item.related,
            Category.name.label("category"),
            Category.position.label("category_position"),
            Category.palette,
            sa.func.coalesce(Supplier.name, "").label("supplier_name"),
            sa.func.coalesce(Supplier.kind, "").label("supplier_kind"),
            sa.func.coalesce(later.slug, "").label("successor_slug"),
            sa.func.coalesce(RangeDecision.number, "").label("decision_number"),
            sa.func.coalesce(RangeDecision.reason, "").label("decision_reason"),
            EmergencySwap.ratify_by.label("swap_until"),
            sa.func.coalesce(ItemPicture.large, "").label("picture"),
            sa.func.coalesce(ItemPicture.small, "").label("thumbnail"),
            sa.func.coalesce(ItemPicture.alt, "").label("picture_alt"),
        )
        .join(Category, Category.key == Item.category_key)
        .outerjoin(Supplier, Supplier.id == Item.supplier_id)
        .outerjoin(later, later.id == Item.successor_id)
        .outerjoin(RangeDecision, RangeDecision.id == Item.decision_id)
        .outerjoin(ItemPicture, ItemPicture.id == Item.picture_id)
        .outerjoin(EmergencySwap, sa.and_(EmergencySwap.id == Item.swap_id, EmergencySwap.state == "open"))
        .where(which)
        .order_by(Item.id)
    )


def _product(row: sa.Row[Any]) -> Product:
    values = dict(row._mapping)
    values["facts"] = tuple((str(label), str(value)) for label, value in values["facts"])
    values["keywords"] = tuple(values["keywords"])
    values["related"] = tuple(values["related"])
    return Product(**values)


def _bundles(session: Session, by_id: Mapping[int, Product]) -> tuple[Bundle, ...]:
    parts: dict[int, list[tuple[Product, int]]] = {}
    for part in session.scalars(sa.select(KitItem).order_by(KitItem.kit_id, KitItem.position, KitItem.item_id)):
        if part.item_id in by_id:
            parts.setdefault(part.kit_id, []).append((by_id[part.item_id], part.quantity))
    return tuple(
        Bundle(kit.id, kit.slug, kit.name, kit.summary, kit.description, kit.illustration, tuple(parts[kit.id]))
        for kit in session.scalars(sa.select(Kit).order_by(Kit.position, Kit.id))
        if kit.id in parts
    )


def _texts(product: Product) -> list[tuple[str, float]]:
    return [
        (product.name.split()[0], HEAD),
        (product.name, NAME),
        *((keyword, KEYWORD) for keyword in product.keywords),
        (product.model, MODEL),
        (product.article, MODEL),
        (product.category, CATEGORY),
        (product.summary, SUMMARY),
        (product.description, TEXT),
        *((f"{label} {value}", TEXT) for label, value in product.facts),
    ]
