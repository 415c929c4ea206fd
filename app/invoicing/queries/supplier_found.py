"""One supplier invoice through whoever asks for it, and what its page lays side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import history
from app.assortment.models import Supplier
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.history import HistoryEntry
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.invoicing.models.supplier import SupplierDeviation, SupplierInvoice, SupplierInvoiceLine
from app.invoicing.queries.supplier_words import reason, sentence
from app.orders.models import Order, OrderLine
from app.refusal import Forbidden, Missing
from catalogue.rights import FINANCE_READERS
from catalogue.terms import Role

KEEPERS = frozenset({Role.FINANCE})
LONGEST_NUMBER = 20
NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What an invoice line is compared with: the order line as it was ordered and received."""

    order: str
    partner_order: str
    position: int
    name: str
    recipient: str
    quantity: int
    received: int
    unit_price: int
    delivered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An invoice line, what it is compared with, and what deviates."""

    row: SupplierInvoiceLine
    beside: Beside | None
    faults: Sequence[str]

    @property
    def quantity(self) -> str:
        """How many, as people write it."""
        whole, rest = divmod(self.row.thousandths, 1000)
        return f"{whole},{rest:03d}".rstrip("0") if rest else str(whole)


@dataclass(frozen=True, slots=True)
class Told:
    """A supplier invoice with what its page says."""

    row: SupplierInvoice
    supplier: str
    organisation: str
    pairs: Sequence[Pair]
    faults: Sequence[str]
    related: Sequence[tuple[str, str, str]]
    entries: Sequence[HistoryEntry]


def invoice_of(session: Session, me: Visitor, number: str) -> SupplierInvoice:
    """A supplier invoice within my reach; raises Missing for any other."""
    if len(number) > LONGEST_NUMBER or not (number.isascii() and number.isprintable()):
        raise Missing
    row = SupplierInvoice
    seen = within(me, FINANCE_READERS, organisation=row.organisation_id, unit=row.unit_id)
    found = session.scalar(sa.select(row).where(row.number == number, seen))
    if found is None:
        raise Missing
    return found


def kept_invoice(session: Session, me: Visitor, number: str) -> SupplierInvoice:
    """A supplier invoice that I look after; raises Forbidden for one that I only see."""
    found = invoice_of(session, me, number)
    row = SupplierInvoice
    mine = within(me, KEEPERS, organisation=row.organisation_id, unit=row.unit_id)
    if session.scalar(sa.select(row.id).where(row.id == found.id, mine)) is None:
        raise Forbidden("supplier_invoices.refused.not_mine", buyer=found.buyer)
    return found


def told_of(session: Session, invoice: SupplierInvoice) -> Told:
    """What the page of an invoice says. Three questions and the history."""
    supplier, organisation, related = _around(session, invoice)
    faults = _faults(session, invoice.id)
    return Told(
        invoice, supplier, organisation, _pairs(session, invoice.id, faults), faults.get(0, NOTHING), related,
        history.of(session, "supplier_invoice", invoice.id),
    )  # fmt: skip


def _faults(session: Session, invoice_id: int) -> Mapping[int, Sequence[str]]:
    question = sa.select(SupplierDeviation).where(SupplierDeviation.invoice_id == invoice_id)
    found: dict[int, list[str]] = {}
    for row in session.scalars(question.order_by(SupplierDeviation.id)):
        found.setdefault(row.position, []).append(reason(row.word, row.facts))
    return found


def _pairs(session: Session, invoice_id: int, faults: Mapping[int, Sequence[str]]) -> list[Pair]:
    question = (
        sa.select(
            SupplierInvoiceLine, Order.number, PartnerOrder.number, PartnerOrderLine.position, OrderLine.name,
            Order.recipient_name, OrderLine.quantity, OrderLine.received_quantity, OrderLine.unit_price,
            OrderLine.delivered_at,
        )
        .outerjoin(OrderLine, OrderLine.id == SupplierInvoiceLine.line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .outerjoin(
            PartnerOrderLine, sa.and_(PartnerOrderLine.line_id == OrderLine.id, PartnerOrderLine.ended_at.is_(None))
        )
        .outerjoin(PartnerOrder, PartnerOrder.id == PartnerOrderLine.partner_order_id)
        .where(SupplierInvoiceLine.invoice_id == invoice_id)
        .order_by(SupplierInvoiceLine.position)
    )  # fmt: skip
    return [
        Pair(found[0], Beside(*tuple(found)[1:]) if found[1] else None, faults.get(found[0].position, NOTHING))
        for found in session.execute(question)
    ]


def _around(session: Session, invoice: SupplierInvoice) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Supplier, organisation, and the credit notes of an invoice or what a credit note is about.

    Those are told by kind, our number, the supplier's.
    """
    row, other = SupplierInvoice, aliased(SupplierInvoice)
    about = sa.or_(other.corrects == row.document, sa.and_(other.document == row.corrects, row.corrects != ""))
    question = (
        sa.select(Supplier.name, Organisation.name, other.kind, other.number, other.document)
        .select_from(row)
        .join(Supplier, Supplier.id == row.supplier_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .outerjoin(other, sa.and_(other.supplier_id == row.supplier_id, about))
        .where(row.id == invoice.id)
        .order_by(other.id)
        .limit(20)
    )
    found = session.execute(question).all()
    return found[0][0], found[0][1], [(each[2], each[3], each[4]) for each in found if each[2]]


__all__ = ["KEEPERS", "Beside", "Pair", "Told", "invoice_of", "kept_invoice", "sentence", "told_of"]
