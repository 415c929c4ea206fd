"""What of an order line may go back to its supplier, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Missing
from app.ware_returns.models import ReturnTerms, WareReturn
from app.words.formats import today_of
from catalogue.ware_returns import LIVING, Reason, Terms, last_day

HAS_COME = (LineState.DELIVERED, LineState.CLOSED)


@dataclass(frozen=True, slots=True)
class Offered:
    """A line of mine with how many of it may still go back, and the last day for each reason."""

    line: OrderLine
    order: Order
    left: int
    terms: Terms
    address: str
    hindered: str

    def last_day(self, reason: Reason) -> dt.date:
        """The last day for a reason."""
        return last_day(reason, today_of(self.line.delivered_at or self.line.state_at), self.terms)

    def reasons(self, today: dt.date) -> tuple[Reason, ...]:
        """The reasons for which there is time left."""
        return tuple(reason for reason in Reason if today <= self.last_day(reason))


def offered(session: Session, me: Visitor, number: str, line_id: int) -> Offered:
    """A line of an order that I placed or that is for me; raises Missing for any other. Three questions."""
    question = (
        sa.select(OrderLine, Order, ReturnTerms)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(ReturnTerms, ReturnTerms.supplier_id == OrderLine.supplier_id)
        .where(Order.number == number, OrderLine.id == line_id)
        .where(sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    line, order, own = row
    left = line.quantity - gone(session, line.id)
    return Offered(line, order, left, terms_of(own), getattr(own, "address", ""), _hindered(line, left))


def gone(session: Session, line_id: int) -> int:
    """How many of a line have gone back, or are about to."""
    question = sa.select(sa.func.coalesce(sa.func.sum(WareReturn.quantity), 0)).where(
        WareReturn.line_id == line_id, WareReturn.state.in_(LIVING)
    )
    return int(session.scalar(question) or 0)


def terms_of(own: ReturnTerms | None) -> Terms:
    """A supplier's terms, or those that hold where none are written down."""
    if own is not None:
        return Terms(own.wrong_days, own.unwanted_days, own.fee)
    return Terms(int(edition().setting("return_wrong_days")), int(edition().setting("return_unwanted_days")))


def _hindered(line: OrderLine, left: int) -> str:
    """Why nothing of a line may go back, as the key of a sentence; empty when it may."""
    if line.registers:
        return "device"
    if line.route != "supplier" or line.supplier_id is None:
        return "not_bought"
    if line.state not in HAS_COME:
        return "not_here"
    return "" if left > 0 else "all_gone"
