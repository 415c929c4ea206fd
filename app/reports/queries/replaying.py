"""Looking back: lines of the last year that a draft would have sent another way, and what nobody buys."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.assortment.queries import edition
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries.grants import holds
from app.orders.models import Order, OrderLine
from app.words.formats import today_of
from catalogue.edition import Edition, load
from catalogue.lifetimes import add_months
from catalogue.rows import EditionError
from catalogue.rulebook import Verdict, Wish, judge
from catalogue.terms import Role

PIECE = 1000
# What of a verdict decides which way a line goes.
WAYS = ("allowed", "payer", "channel", "approvals", "consultations", "planned_months", "depreciation_months", "returns")


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that would have gone another way; the value is öre excluding VAT, `ways` are (what, now, then)."""

    order: str
    placed_on: dt.date
    organisation: str
    unit: str
    name: str
    value: int
    payers: tuple[str, str]
    ways: tuple[tuple[str, object, object], ...]


@dataclass(slots=True)
class Sums:
    """How many lines were looked at and differ, and the öre that would be paid by somebody else."""

    lines: int = 0
    differ: int = 0
    moved: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, found: Difference) -> None:
        """Count a difference in."""
        self.differ += 1
        if found.payers[0] != found.payers[1]:
            self.moved[found.organisation, *found.payers] += found.value


def replayed(session: Session, draft: Edition, at: dt.datetime, sums: Sums) -> Iterator[Difference]:
    """The lines of the last twelve months that a draft would send another way, oldest first; memory stays flat.

    Each line is judged twice, by its own edition and by the draft, with the same wish: what the orderer may is as
    today, and what counts together is what stood in the same order.
    """
    since = dt.datetime.combine(add_months(today_of(at), -12), dt.time(), dt.UTC)
    roles = _roles(session, today_of(at))
    # Closed by name: whoever stops half-way leaves no open cursor behind.
    with session.execute(_lines(since).execution_options(yield_per=PIECE)) as rows:
        for _, lines in groupby(rows, key=lambda row: row.order_id):
            yield from _of_order(list(lines), draft, roles, sums)


def _lines(since: dt.datetime) -> sa.Select[Any]:
    return (
        sa.select(
            OrderLine.order_id, OrderLine.kind, OrderLine.segment, OrderLine.quantity, OrderLine.unit_price,
            OrderLine.price_period, OrderLine.vat_rate, OrderLine.answers, OrderLine.name, OrderLine.value,
            Order.number, Order.placed_at, Order.edition, Order.orderer_id, Order.organisation_name, Order.unit_name,
            Organisation.key, Organisation.settings,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == Order.organisation_id)
        .where(Order.placed_at >= since)
        .order_by(Order.id, OrderLine.position)
    )  # fmt: skip


def _roles(session: Session, today: dt.date) -> Callable[[int], frozenset[str]]:
    """The roles of today that people order with, by person."""
    reaches = [
        sa.or_(column.is_(None), column == own)
        for column, own in (
            (RoleGrant.organisation_id, Unit.organisation_id), (RoleGrant.unit_id, Unit.id),
            (RoleGrant.segment, Unit.segment),
        )
    ]  # fmt: skip
    granted = sa.select(Person.id, RoleGrant.role).join(RoleGrant, RoleGrant.person_id == Person.id)
    granted = granted.join(Unit, Unit.id == Person.unit_id).where(holds(today), *reaches)
    found: dict[int, set[str]] = {}
    for person, role in session.execute(granted):
        found.setdefault(person, set()).add(role)
    for manager in session.scalars(sa.select(Unit.manager_id).where(Unit.manager_id.is_not(None)).distinct()):
        found.setdefault(manager or 0, set()).add(Role.MANAGER)
    return lambda person: frozenset({Role.EMPLOYEE, *found.get(person, ())})


def _of_order(
    lines: list[Any], draft: Edition, roles: Callable[[int], frozenset[str]], sums: Sums
) -> Iterator[Difference]:
    own = _edition(lines[0].edition)
    for row in lines:
        sums.lines += 1
        before, after = (judge(_wish(row, lines, ruled, roles(row.orderer_id)), ruled) for ruled in (own, draft))
        ways = tuple(_ways(before, after))
        if ways:
            found = Difference(
                row.number, today_of(row.placed_at), row.organisation_name, row.unit_name, row.name, row.value,
                (str(before.payer), str(after.payer)), ways,
            )  # fmt: skip
            sums.add(found)
            yield found


def _edition(name: str) -> Edition:
    try:
        return load(name)
    except EditionError:
        return edition()


def _wish(row: Any, lines: list[Any], ruled: Edition, roles: frozenset[str]) -> Wish:
    group = _group(row.kind, ruled)
    beside = [each for each in lines if each is not row and _group(each.kind, ruled) == group]
    together = sum(each.unit_price * each.quantity for each in beside)
    return Wish(
        kind=row.kind, on=today_of(row.placed_at), segment=row.segment, organisation=row.key, roles=roles,
        quantity=row.quantity, unit_price=row.unit_price, price_period=row.price_period, vat_rate=row.vat_rate,
        answers=row.answers, accumulated=together, organisation_settings=row.settings or {},
    )  # fmt: skip


def _group(kind: str, ruled: Edition) -> str:
    return ruled.kinds[kind].group if kind in ruled.kinds else kind


def _ways(before: Verdict, after: Verdict) -> Iterator[tuple[str, object, object]]:
    plain: tuple[Mapping[str, Any], Mapping[str, Any]] = (before.to_dict(), after.to_dict())
    for name in WAYS:
        if plain[0][name] != plain[1][name]:
            yield name, plain[0][name], plain[1][name]


def unbought(session: Session, at: dt.datetime) -> list[sa.Row[Any]]:
    """What is sold but nobody ordered in twelve months: slug, name, kind, last order."""
    since = dt.datetime.combine(add_months(today_of(at), -12), dt.time(), dt.UTC)
    last = (
        sa.select(OrderLine.item_id, sa.func.max(Order.placed_at).label("at"))
        .join(Order, Order.id == OrderLine.order_id)
        .group_by(OrderLine.item_id)
        .subquery()
    )
    question = sa.select(Item.slug, Item.name, Item.kind, last.c.at).outerjoin(last, last.c.item_id == Item.id)
    question = question.where(Item.state == "published", Item.orderable, sa.or_(last.c.at.is_(None), last.c.at < since))
    return list(session.execute(question.order_by(Item.name, Item.id).limit(500)))
