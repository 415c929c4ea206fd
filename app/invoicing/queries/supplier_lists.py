"""Lists of suppliers' invoices: what must be sorted out first, everything, and what has not come at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.delivery.models import ExpectedInvoice, PartnerOrder
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.invoicing.models.supplier import SupplierDeviation, SupplierInvoice
from app.invoicing.queries.supplier_words import sentence
from app.orders.models import Order, OrderLine
from catalogue.matching import OPEN, InvoiceState
from catalogue.rights import FINANCE_READERS

PAGE = 50
MOST_EXPORTED = 20_000
SHOWS = {"oredda": tuple(OPEN), "klara": (InvoiceState.MATCHED, InvoiceState.CLOSED), "alla": tuple(InvoiceState)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for; empty for everything."""

    shows: str = "oredda"
    q: str = ""
    supplier: int = 0
    organisation: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice in a list; amounts are öre."""

    id: int
    number: str
    kind: str
    document: str
    supplier: str
    organisation: str
    issued_on: dt.date
    due_on: dt.date | None
    order_number: str
    reference: str
    net: int
    vat: int
    payable: int
    state: str
    credit_asked_at: dt.datetime | None
    word: str | None
    position: int
    facts: dict[str, Any] | None

    @property
    def reason(self) -> str:
        """The first thing that deviates, in words."""
        return sentence(self) if self.word else ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A line that came and was not invoiced in time; amounts are öre."""

    id: int
    partner_order: str
    order: str
    supplier: str
    organisation: str
    unit: str
    name: str
    quantity: int
    delivered_at: dt.datetime
    reference: str
    net: int
    vat: int


def invoices(session: Session, me: Visitor, asked: Asked, before: int = 0) -> tuple[list[Listed], int]:
    """Invoices within my reach, newest first, with the first thing that deviates; and the id to go on before."""
    question = _invoices(me, asked)
    if before:
        question = question.where(SupplierInvoice.id < before)
    rows = [_listed(row) for row in session.execute(question.limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def every_invoice(session: Session, me: Visitor, asked: Asked) -> Iterator[Listed]:
    """The same without pages, for a file."""
    return (_listed(row) for row in session.execute(_invoices(me, asked).limit(MOST_EXPORTED)))


def missing(
    session: Session, me: Visitor, today: dt.date, *, before: int = 0, most: int = PAGE
) -> tuple[list[Missed], int]:
    """What came so long ago that its invoice should be here, newest order first; and the id to go on before."""
    row = ExpectedInvoice
    question = (
        sa.select(
            row.id, PartnerOrder.number, Order.number, Supplier.name, Organisation.short_name, Order.unit_name,
            OrderLine.name, OrderLine.quantity, OrderLine.delivered_at, row.invoice_reference, row.net, row.vat,
        )
        .join(OrderLine, OrderLine.id == row.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(PartnerOrder, PartnerOrder.id == row.partner_order_id)
        .join(Supplier, Supplier.id == row.supplier_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.state == "expected", _late(session, today))
        .where(within(me, FINANCE_READERS, organisation=row.organisation_id, unit=Order.unit_id))
        .order_by(row.id.desc())
        .limit(most + 1)
    )  # fmt: skip
    if before:
        question = question.where(row.id < before)
    rows = [Missed(*tuple(found)) for found in session.execute(question)]
    return rows[:most], rows[most - 1].id if len(rows) > most else 0


def suppliers_of(session: Session) -> list[tuple[int, str]]:
    """Suppliers to choose among, by name."""
    return [
        (row.id, row.name) for row in session.execute(sa.select(Supplier.id, Supplier.name).order_by(Supplier.name))
    ]


def organisations_of(session: Session, me: Visitor) -> list[tuple[int, str]]:
    """The organisations whose invoices I may read, by name."""
    seen = within(me, FINANCE_READERS, organisation=Organisation.id, unit=sa.null())
    question = sa.select(Organisation.id, Organisation.short_name).where(seen).order_by(Organisation.short_name)
    return [(row.id, row.short_name) for row in session.execute(question)]


def _invoices(me: Visitor, asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    row, first = SupplierInvoice, SupplierDeviation
    earliest = sa.select(sa.func.min(first.id)).where(first.invoice_id == row.id).correlate(row).scalar_subquery()
    question = (
        sa.select(
            row.id, row.number, row.kind, row.document, Supplier.name, Organisation.short_name, row.issued_on,
            row.due_on, row.order_number, row.reference, row.net, row.vat, row.net + row.vat + row.rounding, row.state,
            row.credit_asked_at, first.word, first.position, first.facts,
        )
        .join(Supplier, Supplier.id == row.supplier_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .outerjoin(first, first.id == earliest)
        .where(row.state.in_(SHOWS[asked.shows]))
        .where(within(me, FINANCE_READERS, organisation=row.organisation_id, unit=row.unit_id))
        .order_by(row.id.desc())
    )  # fmt: skip
    if asked.supplier:
        question = question.where(row.supplier_id == asked.supplier)
    if asked.organisation:
        question = question.where(row.organisation_id == asked.organisation)
    if asked.q:
        fits = [
            column.icontains(asked.q, autoescape=True)
            for column in (row.number, row.document, row.order_number, row.reference)
        ]
        question = question.where(sa.or_(*fits))
    return question


def _listed(row: Any) -> Listed:
    return Listed(*row)


def _late(session: Session, today: dt.date) -> sa.ColumnElement[bool]:
    """Delivered more days ago than each organisation gives its suppliers."""
    by_days: dict[int, list[int]] = {}
    for found in session.execute(sa.select(Organisation.id, Organisation.settings)):
        days = int(edition().setting("supplier_invoice_days", found.settings))
        by_days.setdefault(days, []).append(found.id)
    parts = [
        sa.and_(ExpectedInvoice.organisation_id.in_(ids), OrderLine.delivered_at < _midnight(today, days))
        for days, ids in by_days.items()
    ]
    return sa.or_(sa.false(), *parts)


def _midnight(today: dt.date, days: int) -> dt.datetime:
    return dt.datetime.combine(today - dt.timedelta(days=days), dt.time(), dt.UTC)
