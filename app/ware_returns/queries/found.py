"""One ware return, through whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.history import HistoryEntry
from app.identity.queries import Visitor, within
from app.orders.models import Order
from app.refusal import Forbidden, Missing
from app.ware_returns.models import WareReturn
from catalogue.rights import IT
from catalogue.terms import Role

READERS = IT | {Role.FINANCE, Role.AUDITOR}
LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A return with what its page says."""

    row: WareReturn
    order_number: str
    supplier: str
    entries: tuple[HistoryEntry, ...]


def of_number(session: Session, me: Visitor, number: str, *, hold: bool = False) -> WareReturn:
    """A return of an order by me or for me, or one within my reach as IT, economist or auditor; raises Missing."""
    theirs = sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id, WareReturn.requested_by == me.id)
    seen = sa.or_(theirs, within(me, READERS, organisation=Order.organisation_id, unit=Order.unit_id))
    return _one(session, number, seen, hold=hold)


def mine(session: Session, me: Visitor, number: str, *, hold: bool = False) -> WareReturn:
    """A return that I may send or take back; raises Forbidden for one that I only see, Missing for any other."""
    theirs = sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id)
    try:
        return _one(session, number, theirs, hold=hold)
    except Missing:
        of_number(session, me, number)
        raise Forbidden("ware_returns.refused.not_yours") from None


def of_supplier(session: Session, me: Visitor, number: str, *, hold: bool = False) -> WareReturn:
    """A return to my company; raises Missing for any other."""
    return _one(session, number, WareReturn.supplier_id == (me.supplier_id or 0), hold=hold)


def story(session: Session, row: WareReturn) -> Told:
    """What the page of a return says. Two questions."""
    question = (
        sa.select(Order.number, Supplier.name)
        .select_from(WareReturn)
        .join(Order, Order.id == WareReturn.order_id)
        .join(Supplier, Supplier.id == WareReturn.supplier_id)
        .where(WareReturn.id == row.id)
    )
    number, supplier = session.execute(question).one()
    return Told(row, number, supplier, tuple(history.of(session, "ware_return", row.id)))


def _one(session: Session, number: str, seen: sa.ColumnElement[bool], *, hold: bool) -> WareReturn:
    if len(number) > LONGEST_NUMBER or not (number.isascii() and number.isprintable()):
        raise Missing
    question = (
        sa.select(WareReturn).join(Order, Order.id == WareReturn.order_id).where(WareReturn.number == number, seen)
    )
    if hold:
        question = question.with_for_update(of=WareReturn)
    found = session.scalar(question.execution_options(populate_existing=hold))
    if found is None:
        raise Missing
    return found
