"""From a sum to its rows, and from each row to its order, unit, approver, receipt and invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.desks.models import ApprovalRequest
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.orders.models import Order, OrderLine
from app.orders.queries.checkout import UNIT_PAYS
from app.refusal import Missing
from app.reports.models import AccountingRow
from app.reports.queries.accounting import reach
from catalogue.rights import FINANCE_READERS

PAGE = 50
MOST_ROWS = 50_000
PIECE = 1000
INVOICED = ("invoice_line", "invoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked at; empty means everything. `after` is the last row of the page before: day and number."""

    first: dt.date
    last: dt.date
    organisation: str = ""
    unit_id: int | None = None
    kind: str = ""
    payer: str = ""
    document: str = ""
    after: tuple[dt.date, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A row with the way to everything behind it."""

    row: AccountingRow
    organisation: str
    order: str
    came_on: dt.datetime | None
    approver: str
    partner_order: str
    supplier_invoice: str

    @property
    def document_url(self) -> str:
        """Where the document is read; empty for one that lies elsewhere."""
        if self.row.source in INVOICED:
            return f"/ekonomi/fakturor/{self.row.document}"
        return f"/bestallningar/{self.order}" if self.order else ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A page of rows, the sums of everything asked for, and where the next page begins (empty: there is none)."""

    rows: list[Traced]
    count: int
    net: int
    vat: int
    next: str
    units: list[tuple[int, str]] = field(default_factory=list)


def trace(session: Session, me: Visitor, asked: Asked) -> Trace:
    """A page of what was asked for, the latest first. Three questions."""
    found = [_traced(each) for each in session.execute(_question(me, asked).limit(PAGE + 1))]
    table = AccountingRow
    sums = sa.select(sa.func.count(), sa.func.sum(table.net), sa.func.sum(table.vat)).where(*_conditions(me, asked))
    count, net, vat = session.execute(sums).one()
    more, rows = len(found) > PAGE, found[:PAGE]
    after = f"{rows[-1].row.booked_on.isoformat()}_{rows[-1].row.id}" if more else ""
    return Trace(rows, count, int(net or 0), int(vat or 0), after, _units(session, asked))


def every_row(session: Session, me: Visitor, asked: Asked) -> Iterator[Traced]:
    """Everything that was asked for, for a table to take along."""
    for each in session.execute(_question(me, asked).limit(MOST_ROWS)).yield_per(PIECE):
        yield _traced(each)


def _question(me: Visitor, asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    table = AccountingRow
    approver = (
        sa.select(sa.func.max(ApprovalRequest.decided_name))
        .where(ApprovalRequest.order_id == table.order_id, ApprovalRequest.decided_name != "")
        .correlate(table)
    )
    sent = (
        sa.select(sa.func.max(PartnerOrder.number))
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .where(PartnerOrderLine.line_id == table.line_id)
        .correlate(table)
    )
    invoice = (
        sa.select(sa.func.max(SupplierInvoice.number))
        .join(SupplierInvoiceLine, SupplierInvoiceLine.invoice_id == SupplierInvoice.id)
        .where(SupplierInvoiceLine.line_id == table.line_id)
        .correlate(table)
    )
    question = (
        sa.select(
            table, Organisation.short_name, Order.number, OrderLine.delivered_at,
            approver.scalar_subquery(), sent.scalar_subquery(), invoice.scalar_subquery(),
        )
        .join(Organisation, Organisation.id == table.organisation_id)
        .outerjoin(Order, Order.id == table.order_id)
        .outerjoin(OrderLine, OrderLine.id == table.line_id)
        .where(*_conditions(me, asked))
    )  # fmt: skip
    if asked.after:
        question = question.where(sa.tuple_(table.booked_on, table.id) < sa.tuple_(*_literals(asked.after)))
    return question.order_by(table.booked_on.desc(), table.id.desc())


def _literals(after: tuple[dt.date, int]) -> Sequence[sa.ColumnElement[Any]]:
    return sa.literal(after[0], sa.Date), sa.literal(after[1], sa.Integer)


def _conditions(me: Visitor, asked: Asked) -> list[sa.ColumnElement[bool]]:
    table = AccountingRow
    found = [reach(me), table.booked_on.between(asked.first, asked.last)]
    if asked.organisation:
        owner = sa.select(Organisation.id).where(Organisation.key == asked.organisation).scalar_subquery()
        found.append(table.organisation_id == owner)
    wanted = ((table.unit_id, asked.unit_id), (table.kind, asked.kind), (table.payer, asked.payer))
    found += [table.document == asked.document] if asked.document else []
    return [*found, *(column == value for column, value in wanted if value)]


def _units(session: Session, asked: Asked) -> list[tuple[int, str]]:
    """The units of the organisation that is looked at; none where it is everybody's."""
    if not asked.organisation:
        return []
    question = (
        sa.select(Unit.id, Unit.name)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Organisation.key == asked.organisation)
    )
    return [(row.id, row.name) for row in session.execute(question.order_by(Unit.name))]


def _traced(found: sa.Row[*tuple[Any, ...]]) -> Traced:
    row, organisation, number, came_on, approver, sent, invoice = found
    return Traced(
        row=row, organisation=organisation, order=number or "", came_on=came_on, approver=approver or "",
        partner_order=sent or "", supplier_invoice=invoice or "",
    )  # fmt: skip


def line_within(session: Session, me: Visitor, line_id: int) -> tuple[OrderLine, Order]:
    """A line that its unit pays, with its order, whose economy I read; raises Missing."""
    mine = within(me, FINANCE_READERS, organisation=OrderLine.organisation_id, unit=Order.unit_id)
    question = sa.select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id)
    paid = sa.and_(OrderLine.payer.in_(UNIT_PAYS), OrderLine.unit_cost > 0)
    found = session.execute(question.where(OrderLine.id == line_id, mine, paid)).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1]
