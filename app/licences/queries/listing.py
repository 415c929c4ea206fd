"""The list of all licences: filter, order, keyset paging, and all of it for an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor
from app.licences.models import Licence
from app.licences.queries.visible import in_register

PAGE = 50
WHOSE = sa.case((Licence.place != "", Licence.place), else_=Licence.holder_name)
COLUMNS = (
    Licence.id, Licence.number, Licence.name, Licence.kind, WHOSE.label("whose"), Licence.holder_id, Unit.name,
    Organisation.short_name, Licence.cost_centre, Licence.payer, Licence.price, Licence.price_period, Licence.starts_on,
    Licence.ends_on, Licence.ended_on, Licence.review_on, Licence.state, Licence.why,
)  # fmt: skip
# By what the list may be ordered, and whether it falls.
ORDERS: Mapping[str, tuple[sa.ColumnElement[Any], bool]] = {
    "nyast": (sa.literal(0), True),
    "innehavare": (sa.func.lower(WHOSE), False),
    "produkt": (Licence.name.expression, False),
    "slutar": (sa.func.coalesce(Licence.ends_on, dt.date(9999, 12, 31)), False),
}
STATES = ("aktiva", "slutar", "avslutade", "alla")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list of licences."""

    id: int
    number: str
    name: str
    kind: str
    whose: str
    holder_id: int | None
    unit: str
    organisation: str
    cost_centre: str
    payer: str
    price: int
    price_period: str
    starts_on: dt.date
    ends_on: dt.date | None
    ended_on: dt.date | None
    review_on: dt.date | None
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; an empty part means all. `after` is the id of the last row of the page before."""

    text: str = ""
    item: str = ""
    organisation: str = ""
    state: str = STATES[0]
    order: str = "nyast"
    after: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the list; `next_after` is 0 on the last one."""

    rows: list[Listed]
    next_after: int


def rows_of(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The question for rows of licences that fit."""
    return (
        sa.select(*COLUMNS)
        .join(Unit, Unit.id == Licence.unit_id)
        .join(Organisation, Organisation.id == Licence.organisation_id)
        .where(*conditions)
    )


def listing(session: Session, me: Visitor, wanted: Filter) -> Shelf:
    """A page of the list in the chosen order."""
    key, falls = ORDERS[wanted.order]
    question = _narrowed(me, wanted)
    if wanted.after:
        question = question.where(_beyond(session, wanted))
    end = Licence.id.desc() if falls else Licence.id.asc()
    found = session.execute(question.order_by(key, end).limit(PAGE + 1)).all()
    rows = [Listed(*tuple(row)) for row in found]
    return Shelf(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def exported(session: Session, me: Visitor, wanted: Filter) -> Iterator[Listed]:
    """Every licence that fits, a thousand at a time."""
    question = _narrowed(me, wanted).order_by(ORDERS[wanted.order][0], Licence.id).execution_options(yield_per=1000)
    # Closed by name: whoever stops half-way leaves no open cursor behind.
    with session.execute(question) as rows:
        for row in rows:
            yield Listed(*tuple(row))


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to filter by: key and short name."""
    question = sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id)
    return [(row.key, row.short_name) for row in session.execute(question)]


def _beyond(session: Session, wanted: Filter) -> sa.ColumnElement[bool]:
    """What comes after the last row of the page before."""
    key, falls = ORDERS[wanted.order]
    if falls:
        return Licence.id < wanted.after
    last = session.execute(sa.select(key).where(Licence.id == wanted.after)).scalar_one_or_none()
    return sa.true() if last is None else sa.or_(key > last, sa.and_(key == last, Licence.id > wanted.after))


def _narrowed(me: Visitor, wanted: Filter) -> sa.Select[Any]:
    question = rows_of(in_register(me))
    if wanted.item:
        question = question.join(Item, Item.id == Licence.item_id).where(Item.slug == wanted.item)
    if wanted.organisation:
        question = question.where(Organisation.key == wanted.organisation)
    if wanted.state in ("aktiva", "slutar"):
        question = question.where(Licence.state == "active")
    if wanted.state == "slutar":
        question = question.where(Licence.ends_on.is_not(None))
    if wanted.state == "avslutade":
        question = question.where(Licence.state == "ended")
    return question.where(_like(wanted.text)) if wanted.text else question


def _like(text: str) -> sa.ColumnElement[bool]:
    """Anything a person may remember: the number, who or where, the product, the unit, the order."""
    # Databases do not agree on how Å is written small, so a name is looked for as people may have typed it.
    spellings = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    names = (Licence.holder_name, Licence.place, Licence.name, Unit.name)
    found = [name.icontains(word, autoescape=True) for word in sorted(spellings) for name in names]
    return sa.or_(Licence.number == text.upper(), Licence.order_number == text, *found)
