"""What units have bought and what else they bear in a period: orders, exceptions, AV, extra costs (R-038)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.av.models import AvPurchase
from app.exceptions.models import ExceptionRequest, ExtraCost, Finding
from app.identity.queries import Visitor, within
from app.invoicing.models.supplier import SupplierInvoiceLine
from app.licences.models import Licence
from app.orders.models import Order, OrderLine
from app.orders.queries.progress import ARRIVED, ENDED
from app.reports.queries.wanted import Period, Wanted
from app.words.formats import STOCKHOLM
from catalogue.rights import IT
from catalogue.terms import Role

MOST = 50
MOST_EXPORTED = 50_000
INVOICED = "invoiced"
READERS = frozenset({Role.FINANCE, Role.AUDITOR})
ON_THE_WAY = ("awaiting", "in_progress", "partly_delivered")
Bears = type[Order | ExceptionRequest | ExtraCost | AvPurchase | Licence]
# Where each sort of cost is told of.
ADDRESSES = {
    "orders": "/bestallningar/{}",
    "exceptions": "/begar/utanfor-sortimentet/{}",
    "av": "/av/kop/{}",
    "extra": "/avvikelser/{}",
}
# What IT looks after itself: an economist sees what it costs, and not its page.
ITS_OWN = ("exceptions", "av", "extra")


@dataclass(frozen=True, slots=True)
class Row:
    """One cost: when, of which sort, what, for which unit, who asked for it, its number; öre excluding VAT.

    `invoiced` is what the supplier has invoiced of an order so far, credits taken off; None for what no supplier has.
    """

    on: dt.date
    kind: str
    what: str
    unit: str
    who: str
    number: str
    account: str
    amount: int
    address: str
    invoiced: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What one unit bore of one sort in one month (its place in the period; -1 is the whole period compared with)."""

    kind: str
    unit_id: int
    unit: str
    month: int
    amount: int
    open: int
    open_count: int


def reach(me: Visitor, table: Bears) -> sa.ColumnElement[bool]:
    """The units somebody leads, or orders for; for economist and auditor those in reach."""
    mine = set(me.led_units)
    if Role.DESIGNATED_ORDERER in me.roles_here:
        mine.add(me.unit_id)
    led = table.unit_id.in_(mine)
    if me.roles.isdisjoint(READERS):
        return led
    return sa.or_(led, within(me, READERS, organisation=table.organisation_id, unit=table.unit_id))


def sums(session: Session, me: Visitor, wanted: Wanted) -> list[Sum]:
    """What was borne month by month, and in the period compared with. One question."""
    parts = [_source(me, each, wanted.text, wanted.period, months=wanted.period.months) for each in SOURCES]
    if wanted.other is not None:
        parts += [_source(me, each, wanted.text, wanted.other) for each in SOURCES]
    parts.append(_invoiced(me, wanted))
    every = sa.union_all(*parts).subquery()
    c = every.c
    question: sa.Select[*tuple[Any, ...]] = sa.select(
        c.kind, c.unit_id, c.unit, c.month, sa.func.sum(c.amount), sa.func.sum(c.open), sa.func.sum(c.open_count)
    ).group_by(c.kind, c.unit_id, c.unit, c.month)
    return [Sum(*row[:4], *(int(number) for number in row[4:])) for row in session.execute(question)]


def rows(session: Session, me: Visitor, wanted: Wanted, most: int = MOST) -> list[Row]:
    """The latest of what was bought, as it is wanted. One question."""
    chosen = [each for each in SOURCES if wanted.kind in ("", each.kind)]
    if not chosen:
        return []
    parts = [_source(me, each, wanted.text, wanted.period, unit=wanted.unit) for each in chosen]
    every = sa.union_all(*parts).subquery()
    latest = sa.select(every).order_by(every.c.day.desc(), every.c.number.desc()).limit(most).subquery()
    billed = (
        sa.select(sa.func.sum(SupplierInvoiceLine.counted))
        .join(OrderLine, OrderLine.id == SupplierInvoiceLine.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == latest.c.number, latest.c.kind == "orders")
        .scalar_subquery()
    )
    question = sa.select(latest, billed.label("invoiced")).order_by(latest.c.day.desc(), latest.c.number.desc())
    return [_row(me, found) for found in session.execute(question)]


def _row(me: Visitor, found: sa.Row[*tuple[Any, ...]]) -> Row:
    day = found.day.astimezone(STOCKHOLM).date() if isinstance(found.day, dt.datetime) else found.day
    # Whoever only orders for a unit may not open what others ordered.
    readers = {Role.MANAGER, Role.AUDITOR, *(IT if found.kind in ITS_OWN else READERS)}
    opens = not me.roles.isdisjoint(readers) or found.who_id == me.id
    address = ADDRESSES[found.kind].format(found.number) if opens else ""
    return Row(
        day, found.kind, found.what, found.unit, found.who, found.number, found.account, int(found.amount), address,
        None if found.invoiced is None else int(found.invoiced),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table of costs: which columns say what."""

    kind: str
    table: Bears
    day: Any
    what: Any
    unit: Any
    who_id: Any
    who: Any
    number: Any
    account: Any
    amount: Any
    open: Any = 0
    open_count: Any = 0
    joined: Any = None


_NOT_YET = Order.progress.in_(ON_THE_WAY)
# What of an order that is not over has not come, line by line.
_LEFT = (
    sa.select(sa.func.coalesce(sa.func.sum(OrderLine.unit_cost), 0))
    .where(OrderLine.order_id == Order.id, OrderLine.price_period == "once", OrderLine.state.not_in(ARRIVED | ENDED))
    .correlate(Order)
    .scalar_subquery()
)
SOURCES: Sequence[Source] = (
    Source(
        kind="orders", table=Order, day=Order.placed_at, what=Order.contents, unit=Order.unit_name,
        who_id=Order.orderer_id, who=Order.orderer_name, number=Order.number, account=Order.invoice_reference,
        amount=Order.unit_cost, open=sa.case((_NOT_YET, _LEFT), else_=0),
        open_count=sa.case((sa.and_(_NOT_YET, _LEFT > 0), 1), else_=0),
    ),
    Source(
        kind="exceptions", table=ExceptionRequest, day=ExceptionRequest.purchased_on, what=ExceptionRequest.what,
        unit=ExceptionRequest.unit_name, who_id=ExceptionRequest.requester_id, who=ExceptionRequest.requester_name,
        number=ExceptionRequest.number, account=sa.literal(""),
        amount=ExceptionRequest.purchase_price * ExceptionRequest.quantity,
    ),
    Source(
        kind="av", table=AvPurchase, day=AvPurchase.bought_on, what=AvPurchase.what, unit=AvPurchase.unit_name,
        who_id=AvPurchase.requester_id, who=AvPurchase.requester_name, number=AvPurchase.number,
        account=AvPurchase.reference, amount=AvPurchase.paid,
    ),
    Source(
        kind="extra", table=ExtraCost, day=ExtraCost.spent_on,
        what=ExtraCost.text + sa.literal(" (") + Finding.what + sa.literal(")"),
        unit=Finding.unit_name, who_id=sa.literal(0), who=sa.literal(""), number=Finding.number,
        account=sa.literal(""), amount=ExtraCost.amount, joined=(Finding, Finding.id == ExtraCost.finding_id),
    ),
)  # fmt: skip


def _source(
    me: Visitor, source: Source, text: str, period: Period, *, months: Sequence[dt.date] | None = None, unit: int = 0
) -> sa.Select[*tuple[Any, ...]]:
    """The costs of one table in a period; `months` are the first days of its months and of the one after."""
    bounds = _moments if source.table is Order else _days
    question: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.literal(source.kind).label("kind"), source.day.label("day"), source.what.label("what"),
        source.table.unit_id.label("unit_id"), source.unit.label("unit"), source.who_id.label("who_id"),
        source.who.label("who"), source.number.label("number"), source.account.label("account"),
        _month(source.day, months, bounds).label("month"), source.amount.label("amount"),
        _number(source.open).label("open"), _number(source.open_count).label("open_count"),
    )  # fmt: skip
    question = question.select_from(source.table)
    if source.joined:
        question = question.join(*source.joined)
    first, after = bounds(period.first), bounds(period.last + dt.timedelta(days=1))
    question = question.where(reach(me, source.table), source.day >= first, source.day < after, source.amount > 0)
    if unit:
        question = question.where(source.table.unit_id == unit)
    if text:
        said = (column.icontains(text, autoescape=True) for column in (source.what, source.who, source.number))
        question = question.where(sa.or_(*said))
    return question


def _invoiced(me: Visitor, wanted: Wanted) -> sa.Select[*tuple[Any, ...]]:
    """What suppliers have invoiced of the orders of a period so far, credits taken off, for each order."""
    orders = SOURCES[0]
    placed = _source(me, orders, wanted.text, wanted.period).add_columns(Order.id.label("order_id")).subquery().c
    counted = sa.func.sum(SupplierInvoiceLine.counted)
    kept = (placed.day, placed.what, placed.unit_id, placed.unit, placed.who_id, placed.who, placed.number)
    return (
        sa.select(
            sa.literal(INVOICED).label("kind"), *kept, placed.account, sa.literal(0).label("month"),
            counted.label("amount"), sa.literal(0).label("open"), sa.literal(0).label("open_count"),
        )
        .join(OrderLine, OrderLine.order_id == placed.order_id)
        .join(SupplierInvoiceLine, SupplierInvoiceLine.line_id == OrderLine.id)
        .group_by(*kept, placed.account)
    )  # fmt: skip


def _month(day: Any, months: Sequence[dt.date] | None, bounds: Any) -> sa.ColumnElement[int]:
    if months is None:
        return sa.literal(-1)
    begins = [(day < bounds(after), place) for place, (_first, after) in enumerate(pairwise(months))]
    return sa.case(*begins, else_=len(months))


def _number(value: Any) -> Any:
    return sa.literal(value) if isinstance(value, int) else value


def _moments(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), STOCKHOLM)


def _days(day: dt.date) -> dt.date:
    return day
