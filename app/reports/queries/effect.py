"""What a proposal would touch: what was bought in the last twelve months, by whom, what is open, and the price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import Item
from app.devices.models import Device, DeviceState
from app.forum.models import Alternative, Proposal
from app.forum.queries.access import readable
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Missing

YEAR = dt.timedelta(days=365)
MOST_UNITS = 10
L = LineState
NEVER = (L.DECLINED, L.CANCELLED, L.REFERRED_TO_BUDGET)
OVER = (*NEVER, L.DELIVERED, L.CLOSED)


@dataclass(frozen=True, slots=True)
class Bought:
    """What one organisation bought in twelve months; `cost` is öre excluding VAT, `open` lines on their way."""

    organisation: str
    quantity: int
    cost: int
    units: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a proposal would touch; prices are öre excluding VAT."""

    proposal: Proposal
    item: Item | None
    new_name: str
    new_price: int | None
    bought: Sequence[Bought]
    units: Sequence[tuple[str, str, int]]
    in_use: int

    @property
    def quantity(self) -> int:
        """How many were bought in twelve months."""
        return sum(row.quantity for row in self.bought)

    @property
    def open(self) -> int:
        """How many lines are on their way."""
        return sum(row.open for row in self.bought)

    @property
    def unit_count(self) -> int:
        """How many units bought any."""
        return sum(row.units for row in self.bought)

    @property
    def difference(self) -> int | None:
        """How much more each costs, öre; None where there is nothing to compare."""
        if self.item is None or self.new_price is None:
            return None
        return self.new_price - self.item.price

    @property
    def a_year(self) -> int | None:
        """What the difference comes to with as many as in the last twelve months, öre."""
        return None if self.difference is None else self.difference * self.quantity


def effect(session: Session, me: Visitor, number: str, at: dt.datetime) -> Effect:
    """What a proposal would touch; raises Missing for one this person may not read."""
    old, new = aliased(Item), aliased(Item)
    question = (
        sa.select(Proposal, old, new, Alternative)
        .outerjoin(old, old.id == Proposal.item_id)
        .outerjoin(new, new.id == Proposal.new_item_id)
        .outerjoin(Alternative, sa.and_(Alternative.proposal_id == Proposal.id, Alternative.chosen))
        .where(Proposal.number == number, readable(me))
    )
    row = session.execute(question).first()
    if row is None:
        raise Missing
    proposal, item = row[0], _item(row[1])
    come: Item | Alternative | None = _item(row[2]) or row[3]
    return Effect(
        proposal=proposal, item=item, new_name=come.name if come else "", new_price=come.price if come else None,
        bought=_bought(session, item.id, at - YEAR) if item else (),
        units=_units(session, item.id, at - YEAR) if item else (), in_use=_in_use(session, item.id) if item else 0,
    )  # fmt: skip


def _item(found: Any) -> Item | None:
    return found if isinstance(found, Item) else None


def _bought(session: Session, item_id: int, since: dt.datetime) -> list[Bought]:
    lately = sa.and_(Order.placed_at >= since, OrderLine.state.not_in(NEVER))
    waiting = OrderLine.state.not_in(OVER)
    question = (
        sa.select(
            Organisation.short_name,
            sa.func.coalesce(sa.func.sum(OrderLine.quantity).filter(lately), 0),
            sa.func.coalesce(sa.func.sum(OrderLine.unit_price * OrderLine.quantity).filter(lately), 0),
            sa.func.count(sa.distinct(Order.unit_id)).filter(lately),
            sa.func.count().filter(waiting),
        )
        .join_from(OrderLine, Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == OrderLine.organisation_id)
        .where(OrderLine.item_id == item_id, sa.or_(lately, waiting))
        .group_by(Organisation.short_name)
        .order_by(Organisation.short_name)
    )
    return [Bought(row[0], int(row[1]), int(row[2]), row[3], row[4]) for row in session.execute(question)]


def _units(session: Session, item_id: int, since: dt.datetime) -> list[tuple[str, str, int]]:
    """The units that bought most, with their organisation and how many."""
    total = sa.func.sum(OrderLine.quantity)
    question = (
        sa.select(Order.unit_name, Order.organisation_name, total)
        .join_from(OrderLine, Order, Order.id == OrderLine.order_id)
        .where(OrderLine.item_id == item_id, Order.placed_at >= since, OrderLine.state.not_in(NEVER))
        .group_by(Order.unit_name, Order.organisation_name)
        .order_by(total.desc(), Order.unit_name)
        .limit(MOST_UNITS)
    )
    return [(row[0], row[1], int(row[2])) for row in session.execute(question)]


def _in_use(session: Session, item_id: int) -> int:
    question = sa.select(sa.func.count()).where(Device.item_id == item_id, Device.state == DeviceState.ACTIVE)
    return session.scalar(question) or 0
