"""What does not agree and nobody has dealt with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.delivery.models import Mismatch, PartnerOrder
from app.orders.models import OrderLine

PAGE = 50
COUNTED_TO = 99


@dataclass(frozen=True, slots=True)
class Open:
    """Something that does not agree; `line_state` and `received` are what the line stands at now."""

    id: int
    kind: str
    facts: dict[str, Any]
    noted_at: dt.datetime
    supplier: str
    line_id: int | None
    line_state: str | None
    received: int | None
    document_id: int | None
    shipment_id: int | None
    partner_order: str | None


def open_mismatches(session: Session, after: int = 0) -> tuple[list[Open], int]:
    """What waits, oldest first, and the id to go on after (0 on the last page)."""
    question = (
        sa.select(
            Mismatch.id, Mismatch.kind, Mismatch.facts, Mismatch.noted_at, Supplier.name, Mismatch.line_id,
            OrderLine.state, OrderLine.received_quantity, Mismatch.document_id, Mismatch.shipment_id,
            PartnerOrder.number,
        )
        .join(Supplier, Supplier.id == Mismatch.supplier_id)
        .outerjoin(OrderLine, OrderLine.id == Mismatch.line_id)
        .outerjoin(PartnerOrder, PartnerOrder.id == Mismatch.partner_order_id)
        .where(Mismatch.settled_at.is_(None), Mismatch.id > after)
        .order_by(Mismatch.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    rows = [Open(*row) for row in session.execute(question)]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def count_open(session: Session) -> int:
    """How many wait, counted to 99."""
    some = sa.select(Mismatch.id).where(Mismatch.settled_at.is_(None)).limit(COUNTED_TO).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
