"""The supplier's own number of the invoice that an order line stands on, for papers of other rooms."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.invoicing.models.supplier import INVOICE, REJECTED, SupplierInvoice, SupplierInvoiceLine


def document_of(line_id: Any) -> sa.ScalarSelect[str | None]:
    """The number of the newest invoice that an order line (column of its id) stands on and that is not rejected."""
    return (
        sa.select(SupplierInvoice.document)
        .join(SupplierInvoiceLine, SupplierInvoiceLine.invoice_id == SupplierInvoice.id)
        .where(
            SupplierInvoiceLine.line_id == line_id, SupplierInvoice.kind == INVOICE,
            SupplierInvoice.closed_as != REJECTED,
        )
        .order_by(SupplierInvoice.id.desc())
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
