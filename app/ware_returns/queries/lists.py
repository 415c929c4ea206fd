"""Credits that are waited for, and what comes back to a supplier."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.orders.models import Order
from app.ware_returns.models import WareReturn
from app.ware_returns.queries.found import READERS
from catalogue.ware_returns import AWAITED, ReturnState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A return in a list; `expected` is öre excluding VAT."""

    id: int
    number: str
    name: str
    quantity: int
    state: str
    requested_at: dt.datetime
    send_by: dt.date
    expected: int
    supplier: str
    organisation: str


def awaited(session: Session, me: Visitor, *, every: bool = False, before: int = 0) -> tuple[list[Listed], int]:
    """Returns within my reach whose credit is waited for, or all, newest first; and the id to go on before."""
    question = _listed().where(within(me, READERS, organisation=Order.organisation_id, unit=Order.unit_id))
    if not every:
        question = question.where(WareReturn.state.in_(AWAITED))
    return _page(session, question, before)


def awaited_sum(session: Session, me: Visitor) -> int:
    """What is to be credited in all within my reach, öre."""
    question = (
        sa.select(sa.func.coalesce(sa.func.sum(WareReturn.expected), 0))
        .join(Order, Order.id == WareReturn.order_id)
        .where(WareReturn.state.in_(AWAITED))
        .where(within(me, READERS, organisation=Order.organisation_id, unit=Order.unit_id))
    )
    return int(session.scalar(question) or 0)


def partner_list(session: Session, me: Visitor, before: int = 0) -> tuple[list[Listed], int]:
    """What comes back to my company, newest first; what was cancelled before it was sent is left out."""
    question = _listed().where(
        WareReturn.supplier_id == (me.supplier_id or 0), WareReturn.state != ReturnState.CANCELLED
    )
    return _page(session, question, before)


def _listed() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            WareReturn.id, WareReturn.number, WareReturn.name, WareReturn.quantity, WareReturn.state,
            WareReturn.requested_at, WareReturn.send_by, WareReturn.expected, Supplier.name, Organisation.short_name,
        )
        .join(Order, Order.id == WareReturn.order_id)
        .join(Supplier, Supplier.id == WareReturn.supplier_id)
        .join(Organisation, Organisation.id == WareReturn.organisation_id)
        .order_by(WareReturn.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip


def _page(session: Session, question: sa.Select[*tuple[object, ...]], before: int) -> tuple[list[Listed], int]:
    if before:
        question = question.where(WareReturn.id < before)
    rows = [Listed(*tuple(row)) for row in session.execute(question)]  # type: ignore[arg-type]  # a row of many types
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0
