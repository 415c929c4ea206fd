"""What the catalogue editor sees: every item with what needs attention, and the choices of the forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.people import spellings
from app.assortment.models import Category, Item, ItemChange, ItemPicture, Supplier, SupplierContract
from app.assortment.queries.ruling import edition
from app.refusal import Missing
from catalogue.lifetimes import add_months

PAGE = 50
ENDING_MONTHS = 6
NEEDS = (
    "contract_expired", "contract_ending", "not_orderable", "old_price", "no_contract", "support_ended",
    "support_ending",
)  # fmt: skip
SORTS = ("name", "price", "article")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the editor looks for; `needs` is one of NEEDS, `after` the id of the last item of the page before."""

    q: str = ""
    state: str = ""
    category: str = ""
    kind: str = ""
    supplier: str = ""
    needs: str = ""
    sort: str = SORTS[0]
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An item of the list; `needs` are the words of what needs attention."""

    id: int
    slug: str
    article: str
    name: str
    state: str
    governed: bool
    category: str
    supplier: str
    price: int
    price_period: str
    priced_on: dt.date | None
    ends_on: dt.date | None
    needs: tuple[str, ...]


def listed(session: Session, asked: Asked, today: dt.date) -> tuple[list[Listed], int]:
    """A page of items, and the id to go on after (0 at the end)."""
    priced = _priced()
    tests = _tests(priced, today)
    question = (
        sa.select(
            Item.id, Item.slug, Item.article, Item.name, Item.state, Item.governed, Category.name.label("category"),
            sa.func.coalesce(Supplier.name, "").label("supplier"), Item.price, Item.price_period, priced.c.priced_on,
            SupplierContract.ends_on, *[sa.case((test, 1), else_=0).label(name) for name, test in tests.items()],
        )
        .join(Category, Category.key == Item.category_key)
        .outerjoin(Supplier, Supplier.id == Item.supplier_id)
        .outerjoin(SupplierContract, SupplierContract.id == Item.contract_id)
        .outerjoin(priced, priced.c.item_id == Item.id)
        .where(*_narrowed(asked, tests))
    )  # fmt: skip
    rows = session.execute(_paged(cast(Any, question), asked)).all()
    shown = [_listed(row, tuple(tests)) for row in rows[:PAGE]]
    return shown, shown[-1].id if len(rows) > PAGE else 0


def _listed(row: sa.Row[Any], names: tuple[str, ...]) -> Listed:
    values = dict(row._mapping)
    return Listed(needs=tuple(name for name in names if values.pop(name)), **values)


def _priced() -> sa.Subquery:
    """When each item's price was last looked at: its last price change, or when it came."""
    on = sa.func.coalesce(
        sa.func.max(sa.case((ItemChange.change == "price", ItemChange.effective_on))),
        sa.func.min(ItemChange.effective_on),
    )
    return sa.select(ItemChange.item_id, on.label("priced_on")).group_by(ItemChange.item_id).subquery()


def _tests(priced: sa.Subquery, today: dt.date) -> dict[str, sa.ColumnElement[bool]]:
    """What needs attention, each as a condition (R-008, R-217)."""
    in_range = Item.state == "published"
    in_shop = [key for key, kind in edition().kinds.items() if kind.in_shop]
    soon = add_months(today, ENDING_MONTHS)
    return {
        "contract_expired": sa.and_(in_range, SupplierContract.ends_on < today),
        "contract_ending": sa.and_(
            in_range, SupplierContract.ends_on >= today, SupplierContract.ends_on <= soon
        ),
        "not_orderable": sa.and_(in_range, Item.governed, sa.not_(Item.orderable), Item.kind.in_(in_shop)),
        "old_price": sa.and_(in_range, Item.price > 0, priced.c.priced_on < add_months(today, -12)),
        "no_contract": sa.and_(in_range, Item.governed, Item.contract_id.is_(None)),
        # Also of what is sold no longer: units still have it.
        "support_ended": sa.and_(Item.supported_until != "", Item.supported_until < today.isoformat()),
        "support_ending": sa.and_(
            Item.supported_until >= today.isoformat(), Item.supported_until < add_months(today, 12).isoformat()
        ),
    }  # fmt: skip


def _narrowed(asked: Asked, tests: dict[str, sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    for word in asked.q.split()[:6]:
        columns = (Item.name, Item.article, Item.model, Item.slug)
        found.append(sa.or_(*[col.icontains(text, autoescape=True) for text in spellings(word) for col in columns]))
    for value, column in ((asked.state, Item.state), (asked.category, Item.category_key), (asked.kind, Item.kind)):
        if value:
            found.append(column == value)
    if asked.supplier.isdecimal():
        found.append(Item.supplier_id == int(asked.supplier))
    if asked.needs in tests:
        found.append(tests[asked.needs])
    return found


def _paged(question: sa.Select[Any], asked: Asked) -> sa.Select[Any]:
    column = getattr(Item, asked.sort if asked.sort in SORTS else SORTS[0])
    if asked.after:
        last = sa.select(column).where(Item.id == asked.after).scalar_subquery()
        question = question.where(sa.or_(column > last, sa.and_(column == last, Item.id > asked.after)))
    return question.order_by(column, Item.id).limit(PAGE + 1)


def edited(session: Session, slug: str) -> Item:
    """An item to read or edit, drafts too; raises Missing."""
    item = session.scalar(sa.select(Item).where(Item.slug == slug))
    if item is None:
        raise Missing
    return item


def beside(session: Session, item: Item) -> tuple[Item | None, ItemPicture | None]:
    """What replaces an item, and its picture; asked for in one question, or in none."""
    if not (item.successor_id or item.picture_id):
        return None, None
    later = aliased(Item)
    question = (
        sa.select(later, ItemPicture)
        .select_from(Item)
        .outerjoin(later, later.id == Item.successor_id)
        .outerjoin(ItemPicture, ItemPicture.id == Item.picture_id)
        .where(Item.id == item.id)
    )
    row = session.execute(question).one()
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms let an editor choose from, as (value, words)."""

    categories: Sequence[tuple[str, str]]
    suppliers: Sequence[tuple[int, str]]
    contracts: Sequence[tuple[int, str]]
    illustrations: Sequence[tuple[str, str]]
    pictures: Sequence[tuple[int, str]]


def choices(session: Session, item_id: int = 0) -> Choices:
    """Shelves, suppliers, contracts, drawings, and the words of an item's pictures, asked for in one question."""
    found: dict[str, list[tuple[str, str]]] = {}
    for what, key, words, _position in session.execute(_choices(item_id)):
        found.setdefault(what, []).append((key, words))
    numbered = {
        what: [(int(key), words) for key, words in found.get(what, ())]
        for what in ("suppliers", "contracts", "pictures")
    }
    return Choices(
        categories=found.get("categories", ()), illustrations=found.get("illustrations", ()),
        suppliers=numbered["suppliers"], contracts=numbered["contracts"], pictures=numbered["pictures"],
    )  # fmt: skip


def _choices(item_id: int) -> Any:
    contract = SupplierContract.reference + " · " + SupplierContract.area
    stands = sa.select(Item.picture_id).where(Item.id == item_id)
    own = sa.or_(ItemPicture.item_id == item_id, ItemPicture.id.in_(stands))
    none = sa.literal(0)
    parts = [
        sa.select(sa.literal("categories"), Category.key, Category.name, Category.position.label("position")),
        sa.select(sa.literal("suppliers"), _text(Supplier.id), Supplier.name, none),
        sa.select(sa.literal("contracts"), _text(SupplierContract.id), contract, none),
        sa.select(sa.literal("illustrations"), Item.illustration, Item.illustration, none).distinct(),
        sa.select(sa.literal("pictures"), _text(ItemPicture.id), ItemPicture.alt, none).where(own),
    ]
    return sa.union_all(*parts).order_by(sa.text("4, 3, 2"))


def _text(column: Any) -> sa.Cast[str]:
    return sa.cast(column, sa.String)


def suppliers(session: Session) -> list[tuple[int, str]]:
    """The suppliers by name."""
    rows = session.execute(sa.select(Supplier.id, Supplier.name).order_by(Supplier.name, Supplier.id))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with how many items in the range stand under it."""

    contract: SupplierContract
    supplier: str
    items: int


def contracts(session: Session) -> list[ContractRow]:
    """Every contract, the one that ends first on top (R-008, R-029)."""
    under = (
        sa.select(sa.func.count())
        .where(Item.contract_id == SupplierContract.id, Item.state == "published")
        .scalar_subquery()
    )
    question = sa.select(SupplierContract, Supplier.name, under).join(
        Supplier, Supplier.id == SupplierContract.supplier_id
    )
    rows = session.execute(question.order_by(SupplierContract.ends_on, SupplierContract.id))
    return [ContractRow(*row) for row in rows]


def contract(session: Session, contract_id: int) -> SupplierContract:
    """A contract; raises Missing."""
    row = session.get(SupplierContract, contract_id)
    if row is None:
        raise Missing
    return row


def items_under(session: Session, contract_id: int) -> list[sa.Row[Any]]:
    """The items under a contract: slug, name, state."""
    question = sa.select(Item.slug, Item.name, Item.state).where(Item.contract_id == contract_id)
    return list(session.execute(question.order_by(Item.name, Item.id).limit(500)))
