"""The documents that partners have sent, and by which headings the last one was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.delivery.models import PartnerDocument

PAGE = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list."""

    id: int
    kind: str
    form: str
    reference: str
    file_name: str
    state: str
    sent_at: dt.datetime
    sent_by: str
    supplier: str


def documents(session: Session, supplier_id: int | None) -> list[Listed]:
    """The last documents, of one supplier if asked."""
    question = (
        sa.select(
            PartnerDocument.id, PartnerDocument.kind, PartnerDocument.form, PartnerDocument.reference,
            PartnerDocument.file_name, PartnerDocument.state, PartnerDocument.sent_at, PartnerDocument.sent_by_name,
            Supplier.name,
        )
        .join(Supplier, Supplier.id == PartnerDocument.supplier_id)
        .order_by(PartnerDocument.id.desc())
        .limit(PAGE)
    )  # fmt: skip
    if supplier_id is not None:
        question = question.where(PartnerDocument.supplier_id == supplier_id)
    return [Listed(*row) for row in session.execute(question)]


def remembered(session: Session, supplier_id: int, kind: str) -> Mapping[str, str]:
    """The headings that the supplier's last table of a kind was read by."""
    question = sa.select(PartnerDocument.columns).where(
        PartnerDocument.supplier_id == supplier_id, PartnerDocument.kind == kind, PartnerDocument.form == "table"
    )
    return session.scalar(question.order_by(PartnerDocument.id.desc()).limit(1)) or {}


def suppliers(session: Session) -> list[tuple[int, str]]:
    """The suppliers that orders go to, by name."""
    return [
        (row.id, row.name) for row in session.execute(sa.select(Supplier.id, Supplier.name).order_by(Supplier.name))
    ]
