"""The way out and in: partner orders, installation checklists, goods receipts and expected supplier invoices."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class PartnerOrder(Base):
    """One order to one supplier for one organisation and one invoice reference; sent once and never edited.

    An invoice has one reference only, so what is to be invoiced under two is ordered on two.
    """

    __tablename__ = "partner_order"
    __table_args__ = (
        one_of("state", ("created", "sent", "confirmed", "shipped", "received", "ended")),
        sa.Index("ix_partner_order_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(sa.String(120))
    org_number: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(12), default="created")
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    line_count: Mapped[int]
    net: Mapped[int]
    vat: Mapped[int]
    file_key: Mapped[str] = mapped_column(sa.String(64), default="")
    # The same order as Peppol Order and Order Agreement; what keeps it from being one is written down instead.
    xml_key: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    agreement_key: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    xml_fault: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")


class PartnerOrderLine(Base):
    """One order line on a partner order, with the invoice reference the supplier must write."""

    __tablename__ = "partner_order_line"
    __table_args__ = (
        # A line stands on one living partner order; when it is replaced by something dearer, on a new one.
        sa.Index(
            "uq_partner_order_line_living",
            "line_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_partner_order_line_line_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_order_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    position: Mapped[int]
    order_number: Mapped[str] = mapped_column(sa.String(20))
    article: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    quantity: Mapped[int]
    unit_code: Mapped[str] = mapped_column(sa.String(5))
    unit_price: Mapped[int]
    net: Mapped[int]
    vat: Mapped[int]
    invoice_reference: Mapped[str] = mapped_column(sa.String(60))
    cost_centre: Mapped[str] = mapped_column(sa.String(60))
    recipient_name: Mapped[str] = mapped_column(sa.String(120))
    delivery_address: Mapped[str] = mapped_column(sa.String(300))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    ended_at: Mapped[dt.datetime | None]


class ExpectedInvoice(Base):
    """What a supplier is expected to invoice a unit for one line, and how its invoices stand; öre (R-139).

    It is matched when all pieces are invoiced and nothing deviates, deviating while an invoice of the line does.
    """

    __tablename__ = "expected_invoice"
    __table_args__ = (
        one_of("state", ("expected", "withdrawn", "matched", "deviating", "closed")),
        sa.Index("ix_expected_invoice_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), unique=True)
    partner_order_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_order.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    invoice_reference: Mapped[str] = mapped_column(sa.String(60))
    net: Mapped[int]
    vat: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(12), default="expected")
    noted_at: Mapped[dt.datetime]


class Step(Base):
    """One ticked step of a line's installation checklist: who and when."""

    __tablename__ = "installation_step"
    __table_args__ = (sa.UniqueConstraint("line_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    done_at: Mapped[dt.datetime]
    done_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class GoodsReceipt(Base):
    """Goods that arrived for one line: how many, when, taken in by whom."""

    __tablename__ = "goods_receipt"
    __table_args__ = (sa.CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]
    delivery_note: Mapped[str] = mapped_column(sa.String(60), default="")
    received_at: Mapped[dt.datetime]
    received_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
