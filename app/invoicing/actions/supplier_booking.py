"""A supplier's invoice that is done with is booked on the frames of what was ordered: delivered becomes invoiced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets import actions as budgets
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.orders.models import OrderLine


def book(
    session: Session, invoice: SupplierInvoice, rows: Sequence[SupplierInvoiceLine], *, at: dt.datetime
) -> None:  # fmt: skip
    """Book an invoice or credit note once, when it matches or is paid all the same; lines without a frame are free."""
    amounts: dict[int, int] = {}
    for row in rows:
        if row.line_id is not None:
            amounts[row.line_id] = amounts.get(row.line_id, 0) + row.counted
    session.flush()
    for line_id, amount in sorted(amounts.items()):
        if amount > 0:
            last = _is_last(session, line_id)
            budgets.invoice(session, line_id, amount, reference=invoice.number, last=last, at=at)
        elif amount < 0:
            # Under the supplier's own number, as a ware return is credited by hand: a note is booked once.
            budgets.credit(session, line_id, -amount, reference=invoice.document[:60], at=at)


def _is_last(session: Session, line_id: int) -> bool:
    """Whether all pieces of an order line are invoiced now."""
    pieces = sa.select(sa.func.sum(SupplierInvoiceLine.pieces)).where(SupplierInvoiceLine.line_id == line_id)
    ordered = session.scalars(sa.select(OrderLine.quantity).where(OrderLine.id == line_id)).one()
    return (session.scalar(pieces) or 0) >= ordered
