"""A supplier's credit note settles the credit that a ware return waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.history import Actor
from app.invoicing.models.supplier import SupplierInvoice, SupplierInvoiceLine
from app.ware_returns import actions as ware_returns
from app.ware_returns.models import WareReturn
from catalogue.ware_returns import ReturnState

# Who credits has got the goods back, even where nobody said so.
SENT = (ReturnState.HANDED_IN, ReturnState.RECEIVED)


def settle_returns(
    session: Session, invoice: SupplierInvoice, rows: Sequence[SupplierInvoiceLine], *, actor: Actor, at: dt.datetime
) -> int:
    """Register the credit on the returns of these order lines, oldest first; returns how many were settled."""
    settled = 0
    for row in rows:
        if row.line_id is None or row.counted >= 0:
            continue
        found = session.scalar(
            locked(
                sa.select(WareReturn)
                .where(WareReturn.line_id == row.line_id, WareReturn.state.in_(SENT))
                .order_by(WareReturn.quantity != -row.pieces, WareReturn.id)
                .limit(1)
            )
        )
        if found is not None:
            if found.state == ReturnState.HANDED_IN:
                ware_returns.receive(session, found, actor=actor, at=at)
            ware_returns.credit(session, found, note=invoice.document[:60], amount=-row.counted, actor=actor, at=at)
            settled += 1
    return settled


def awaited_credits(session: Session, line_ids: Collection[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    """The credits that are waited for, by order line: pieces, and the amount."""
    question = sa.select(WareReturn.line_id, WareReturn.quantity, WareReturn.expected)
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for row in session.execute(question.where(WareReturn.line_id.in_(line_ids), WareReturn.state.in_(SENT))):
        found[row.line_id] = (*found.get(row.line_id, ()), (row.quantity, row.expected))
    return found
