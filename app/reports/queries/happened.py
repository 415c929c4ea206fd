"""What has happened that costs an organisation something and is not booked yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.invoicing.models import InvoiceGroup, InvoiceLine, IssuedInvoice
from app.orders.models import LineKontering, LineState, Order, OrderLine
from app.orders.queries.checkout import UNIT_PAYS
from app.reports.models import AccountingRow
from app.ware_returns.models import WareReturn
from catalogue.codeplan import DIMENSIONS

CODE = re.compile(rf"\b({'|'.join(DIMENSIONS)}) (\S+?)(?=,| och |$)", re.IGNORECASE)
COME = (LineState.DELIVERED, LineState.CLOSED)


def _unbooked(source: str, key: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    booked = sa.exists().where(AccountingRow.source == source, AccountingRow.source_id == key)
    return ~booked


def delivered(session: Session, most: int) -> Sequence[sa.Row[OrderLine, Order]]:
    """Lines that have come from a supplier who invoices the unit; licences are invoiced as recharges instead."""
    question = (
        sa.select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.state.in_(COME), OrderLine.route == "supplier", OrderLine.payer.in_(UNIT_PAYS))
        .where(OrderLine.unit_cost > 0, OrderLine.delivered_at.is_not(None), _unbooked("order_line", OrderLine.id))
    )
    return session.execute(question.order_by(OrderLine.id).limit(most)).all()


def recoded(session: Session, most: int) -> Sequence[sa.Row[OrderLine, Order, int]]:
    """Booked lines that were put on other codes since, with the generation that is not booked."""
    booked = (
        sa.select(AccountingRow.source_id, sa.func.max(AccountingRow.generation).label("generation"))
        .where(AccountingRow.source == "order_line")
        .group_by(AccountingRow.source_id)
        .subquery()
    )
    question = (
        sa.select(OrderLine, Order, sa.func.min(LineKontering.generation))
        .join(Order, Order.id == OrderLine.order_id)
        .join(LineKontering, LineKontering.line_id == OrderLine.id)
        .join(booked, booked.c.source_id == OrderLine.id)
        .where(LineKontering.generation > booked.c.generation, LineKontering.generation > 1)
        .group_by(OrderLine.id, Order.id)
    )
    return session.execute(question.order_by(OrderLine.id).limit(most)).all()


def credited(session: Session, most: int) -> Sequence[sa.Row[WareReturn, OrderLine, Order]]:
    """Returns that a supplier has credited, once what was bought is booked."""
    question = (
        sa.select(WareReturn, OrderLine, Order)
        .join(OrderLine, OrderLine.id == WareReturn.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(WareReturn.state == "credited", _unbooked("ware_return", WareReturn.id))
        .where(~_unbooked("order_line", OrderLine.id))
    )
    return session.execute(question.order_by(WareReturn.id).limit(most)).all()


def invoiced(session: Session, most: int) -> Sequence[IssuedInvoice]:
    """Documents that the shop issued to an organisation: recharges, contributions, credit notes."""
    line = aliased(InvoiceLine)
    booked = sa.exists().where(
        AccountingRow.source == "invoice_line", AccountingRow.source_id == line.id, line.invoice_id == IssuedInvoice.id
    )
    return session.scalars(sa.select(IssuedInvoice).where(~booked).order_by(IssuedInvoice.id).limit(most)).all()


def invoice_parts(session: Session, invoice_id: int) -> tuple[Sequence[InvoiceLine], Sequence[InvoiceGroup]]:
    """A document's lines, and its VAT by category and rate."""
    lines = sa.select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.place)
    groups = sa.select(InvoiceGroup).where(InvoiceGroup.invoice_id == invoice_id)
    return session.scalars(lines).all(), session.scalars(groups).all()


def balance_of(session: Session, line_ids: Sequence[int]) -> dict[int, list[AccountingRow]]:
    """Everything that is booked of some lines, credits and earlier changes too."""
    question = sa.select(AccountingRow).where(AccountingRow.line_id.in_(line_ids)).order_by(AccountingRow.id)
    found: dict[int, list[AccountingRow]] = {}
    for row in session.scalars(question):
        found.setdefault(row.line_id or 0, []).append(row)
    return found


def codes_said(text: str) -> dict[str, str]:
    """The codes that a kontering in words names: what lines kept before they had codes."""
    return {key.casefold(): code for key, code in CODE.findall(text)}
