"""How a supplier's invoices stand for one order, and an order to a supplier as it may be invoiced by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.identity.queries import Visitor, within
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.invoicing.queries.supplier_found import KEEPERS, LONGEST_NUMBER
from app.orders.models import Order, OrderLine
from app.refusal import Missing, Refused
from catalogue.rights import FINANCE_READERS
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class Stands:
    """A line of an order at a supplier, what is expected for it, and which invoices have come."""

    line_id: int
    name: str
    quantity: int
    partner_order: str
    partner_order_id: int
    reference: str
    net: int
    vat: int
    state: str
    delivered_at: dt.datetime | None
    invoices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ToInvoice:
    """A line of an order to a supplier with what is left to invoice of it; öre excluding VAT."""

    position: int
    article: str
    name: str
    quantity: int
    received: int
    left: int
    unit_price: int
    vat_rate: int


def standing(session: Session, order_id: int) -> list[Stands]:
    """How the invoices of an order's lines stand. Two questions."""
    row = ExpectedInvoice
    question = (
        sa.select(
            row.line_id, OrderLine.name, OrderLine.quantity, PartnerOrder.number, PartnerOrder.id,
            row.invoice_reference, row.net, row.vat, row.state, OrderLine.delivered_at,
        )
        .join(OrderLine, OrderLine.id == row.line_id)
        .join(PartnerOrder, PartnerOrder.id == row.partner_order_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    )  # fmt: skip
    found = session.execute(question).all()
    came: dict[int, list[tuple[str, str]]] = {}
    for line_id, number, document in session.execute(_invoiced([each[0] for each in found])):
        came.setdefault(line_id or 0, []).append((number, document))
    return [replace(Stands(*tuple(each)), invoices=came.get(each[0], ())) for each in found]


def may_read_papers(session: Session, me: Visitor, order: Order) -> bool:
    """Whether somebody answers for what the order costs: the unit's chef and orderer, and the economist."""
    if order.unit_id in me.led_units or (Role.DESIGNATED_ORDERER in me.roles and me.unit_id == order.unit_id):
        return True
    seen = within(me, FINANCE_READERS, organisation=Order.organisation_id, unit=Order.unit_id)
    return session.scalar(sa.select(Order.id).where(Order.id == order.id, seen)) is not None


def partner_order_of(session: Session, order: Order, number: str) -> PartnerOrder:
    """A partner order that holds a line of this order; raises Missing."""
    holds = (
        sa.exists()
        .where(PartnerOrderLine.partner_order_id == PartnerOrder.id, PartnerOrderLine.line_id == OrderLine.id)
        .where(OrderLine.order_id == order.id)
    )
    found = session.scalar(sa.select(PartnerOrder).where(PartnerOrder.number == number, holds))
    if found is None:
        raise Missing
    return found


def order_to_invoice(session: Session, me: Visitor, number: str) -> PartnerOrder:
    """A partner order of an organisation that I look after; raises Refused for any other, in words."""
    mine = within(me, KEEPERS, organisation=PartnerOrder.organisation_id, unit=sa.null())
    wanted = number.strip().upper()
    known = len(wanted) <= LONGEST_NUMBER and wanted.isascii() and wanted.isprintable()
    found = session.scalar(sa.select(PartnerOrder).where(PartnerOrder.number == wanted, mine)) if known else None
    if found is None:
        raise Refused("supplier_invoices.refused.no_order", order=number[:40])
    return found


def lines_to_invoice(session: Session, partner_order_id: int) -> list[ToInvoice]:
    """The lines of a partner order, with what is left to invoice."""
    taken = (
        sa.select(sa.func.coalesce(sa.func.sum(SupplierInvoiceLine.pieces), 0))
        .where(SupplierInvoiceLine.line_id == OrderLine.id)
        .correlate(OrderLine)
        .scalar_subquery()
    )
    question = (
        sa.select(
            PartnerOrderLine.position, OrderLine.article, OrderLine.name, OrderLine.quantity,
            OrderLine.received_quantity, OrderLine.quantity - taken, OrderLine.unit_price, OrderLine.vat_rate,
        )
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .where(PartnerOrderLine.partner_order_id == partner_order_id, PartnerOrderLine.ended_at.is_(None))
        .order_by(PartnerOrderLine.position)
    )  # fmt: skip
    return [ToInvoice(*row) for row in session.execute(question)]


def reference_of(session: Session, partner_order_id: int) -> str:
    """The reference that the invoice of a partner order must have."""
    question = sa.select(PartnerOrderLine.invoice_reference).where(
        PartnerOrderLine.partner_order_id == partner_order_id
    )
    return session.scalar(question.order_by(PartnerOrderLine.position).limit(1)) or ""


def _invoiced(line_ids: Sequence[int]) -> sa.Select[int | None, str, str]:
    return (
        sa.select(SupplierInvoiceLine.line_id, SupplierInvoice.number, SupplierInvoice.document)
        .join(SupplierInvoice, SupplierInvoice.id == SupplierInvoiceLine.invoice_id)
        .where(SupplierInvoiceLine.line_id.in_(line_ids))
        .order_by(SupplierInvoice.id)
    )
