"""Which lines of ours the rows of a partner's document are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.actions.holding import ON_THE_WAY, hold_all
from app.delivery.actions.reading import Where
from app.delivery.models import PartnerOrder, PartnerOrderLine, Shipment, ShipmentLine
from app.orders.models import Order, OrderLine
from app.refusal import Refused
from app.words import say


@dataclass(frozen=True, slots=True)
class Known:
    """A line as a partner knows it, with how many it has announced that have not come yet."""

    partner_order: PartnerOrder
    row: PartnerOrderLine
    line: OrderLine
    order: Order
    announced: int

    @property
    def left(self) -> int:
        """How many are left to send."""
        return self.line.quantity - self.line.received_quantity - self.announced

    @property
    def title(self) -> str:
        """The line in words: `P2026-00012 rad 2, Trådlöst headset`."""
        return say("parcels.line", number=self.partner_order.number, position=self.row.position, name=self.line.name)


class Lines:
    """The lines of some partner orders of one supplier, found by what a row says of them."""

    def __init__(self, lines: Mapping[str, list[Known]]) -> None:
        self.lines = lines

    def find(self, where: Where) -> Known:
        """The line of a row; raises Refused for an unknown order or line, for two that fit, for one that has ended.

        Another supplier's order looks like one that does not exist.
        """
        rows = self.lines.get(where.order)
        if not rows:
            raise Refused("parcels.fault.order", number=where.order)
        fits = [known for known in rows if _is_about(known, where)]
        if not fits:
            key = "position" if where.position else "article"
            raise Refused(f"parcels.fault.{key}", number=where.order, value=where.position or where.article)
        if len(fits) > 1:
            raise Refused("parcels.fault.two_lines", number=where.order, article=where.article)
        known = fits[0]
        if known.line.state not in ON_THE_WAY:
            raise Refused("parcels.fault.ended", name=known.line.name)
        return known

    def of(self, order: str) -> list[Known]:
        """What of an order is still on the way."""
        return [known for known in self.lines.get(order, []) if known.line.state in ON_THE_WAY]


def lines_of(session: Session, supplier_id: int, numbers: Collection[str], *, held: bool = False) -> Lines:
    """The lines of a supplier's partner orders by number, held until commit if asked."""
    question = (
        sa.select(PartnerOrder, PartnerOrderLine, OrderLine, Order)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(PartnerOrder.supplier_id == supplier_id, PartnerOrder.number.in_(numbers))
        .where(PartnerOrderLine.ended_at.is_(None))
        .order_by(PartnerOrder.number, PartnerOrderLine.position)
    )
    if held:
        hold_all(session, [row[2].id for row in session.execute(question)])
        question = question.execution_options(populate_existing=True)
    rows = session.execute(question).all()
    waiting = announced(session, [row[2].id for row in rows])
    found: dict[str, list[Known]] = {}
    for made, row, line, order in rows:
        found.setdefault(made.number, []).append(Known(made, row, line, order, waiting.get(line.id, 0)))
    return Lines(found)


def announced(session: Session, line_ids: Collection[int]) -> dict[int, int]:
    """How many of each line are announced and have not come yet."""
    question = (
        sa.select(ShipmentLine.line_id, sa.func.sum(ShipmentLine.quantity - ShipmentLine.received))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.line_id.in_(line_ids), Shipment.state == "announced")
        .group_by(ShipmentLine.line_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(question)}


def _is_about(known: Known, where: Where) -> bool:
    if where.position:
        fits = known.row.position == where.position
        return fits and (not where.article or where.article.casefold() == known.row.article.casefold())
    return known.row.article.casefold() == where.article.casefold()
