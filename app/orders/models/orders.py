"""Orders and their lines with frozen verdicts, and the moves a line may make."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of


class LineState(StrEnum):
    """Where a line stands (DOMAIN c)."""

    PENDING_APPROVAL = "pending_approval"
    PENDING_CONSULTATION = "pending_consultation"
    DECLINED = "declined"
    REFERRED_TO_BUDGET = "referred_to_budget"
    RELEASED = "released"
    SOURCED = "sourced"
    BACKORDERED = "backordered"
    INSTALLING = "installing"
    READY = "ready"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Progress(StrEnum):
    """The order's state, derived from its lines and kept on the order for lists."""

    AWAITING = "awaiting"
    IN_PROGRESS = "in_progress"
    PARTLY_DELIVERED = "partly_delivered"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"


S = LineState
MOVES: dict[LineState, frozenset[LineState]] = {
    S.PENDING_APPROVAL: frozenset({S.PENDING_CONSULTATION, S.RELEASED, S.DECLINED, S.REFERRED_TO_BUDGET, S.CANCELLED}),
    # An approver who regrets within the undo window sends a line back to waiting, from here and from what follows.
    S.PENDING_CONSULTATION: frozenset({S.RELEASED, S.DECLINED, S.REFERRED_TO_BUDGET, S.CANCELLED, S.PENDING_APPROVAL}),
    S.RELEASED: frozenset({S.SOURCED, S.CANCELLED, S.PENDING_APPROVAL}),
    S.SOURCED: frozenset({S.BACKORDERED, S.INSTALLING, S.DELIVERED}),
    # What the supplier cannot deliver ends, or waits for a new yes to something dearer (docs/decisions/0027).
    S.BACKORDERED: frozenset({S.SOURCED, S.CANCELLED, S.PENDING_APPROVAL}),
    S.INSTALLING: frozenset({S.READY}),
    S.READY: frozenset({S.DELIVERED}),
    S.DELIVERED: frozenset({S.CLOSED}),
    S.DECLINED: frozenset({S.PENDING_APPROVAL}),
    S.REFERRED_TO_BUDGET: frozenset(),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
}


class Order(Base):
    """What one person asked for at one moment.

    Amounts are öre excluding VAT, summed over the lines that still live: what is declined, cancelled or cut leaves
    them. `unit_cost`, `vat` and `it_value` are paid once, `monthly` and `yearly` recur.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        one_of("progress", Progress),
        sa.Index("ix_customer_order_orderer", "orderer_id", "id"),
        sa.Index("ix_customer_order_recipient", "recipient_id", "id"),
        sa.Index("ix_customer_order_unit", "unit_id", "id"),
        sa.Index("ix_customer_order_organisation", "organisation_id", "progress", "id"),
        sa.Index("ix_customer_order_placed", "placed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    basket_token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    placed_at: Mapped[dt.datetime]
    orderer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    orderer_name: Mapped[str] = mapped_column(sa.String(120))
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recipient_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(sa.String(120))
    cost_centre: Mapped[str] = mapped_column(sa.String(60))
    invoice_reference: Mapped[str] = mapped_column(sa.String(60))
    # The whole kontering in words, as it was when the order was placed.
    accounts: Mapped[str] = mapped_column(sa.String(900), default="", server_default="")
    delivery_address: Mapped[str] = mapped_column(sa.String(300))
    needed_by: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    edition: Mapped[str] = mapped_column(sa.String(20))
    catalogue_version: Mapped[int]
    progress: Mapped[str] = mapped_column(sa.String(20))
    headline: Mapped[str] = mapped_column(sa.String(200), default="")
    contents: Mapped[str] = mapped_column(sa.String(200), default="")
    line_count: Mapped[int]
    waiting_count: Mapped[int] = mapped_column(default=0)
    unit_cost: Mapped[int]
    vat: Mapped[int]
    it_value: Mapped[int]
    monthly: Mapped[int] = mapped_column(default=0)
    yearly: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str] = mapped_column(sa.Text, default="")


class OrderLine(Base):
    """One thing of an order with the verdict it was placed under, frozen (R-045 of the promises)."""

    __tablename__ = "order_line"
    __table_args__ = (
        one_of("state", LineState),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity_range"),
        sa.UniqueConstraint("order_id", "position"),
        sa.Index("ix_order_line_queue", "queue", "state", "id"),
        sa.Index("ix_order_line_supplier", "supplier_id", "state", "id"),
        sa.Index("ix_order_line_state", "state", "released_at"),
        sa.Index("ix_order_line_route", "route", "state", "id"),
        sa.Index("ix_order_line_delivered", "delivered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_order.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    position: Mapped[int]
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    article: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(120))
    illustration: Mapped[str] = mapped_column(sa.String(40))
    palette: Mapped[str] = mapped_column(sa.String(10), default="")
    unit_code: Mapped[str] = mapped_column(sa.String(5))
    kind: Mapped[str] = mapped_column(sa.String(40))
    segment: Mapped[str] = mapped_column(sa.String(20))
    quantity: Mapped[int]
    ordered_quantity: Mapped[int]
    unit_price: Mapped[int]
    price_period: Mapped[str] = mapped_column(sa.String(10))
    vat_rate: Mapped[int]
    unit_cost: Mapped[int]
    vat: Mapped[int]
    value: Mapped[int]
    payer: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[str] = mapped_column(sa.String(12))
    # The way out: "supplier" (partner order), "it" (work list), "licence" and the like follow from the verdict.
    route: Mapped[str] = mapped_column(sa.String(12))
    queue: Mapped[str] = mapped_column(sa.String(20), default="")
    verdict: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    # What the verdict says of it, for lists: they must not open a verdict for every row.
    registers: Mapped[bool] = mapped_column(server_default=sa.false())
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    # What a larger licence takes the place of, with what both cost a year (catalogue.licences.Change); else empty.
    replaces: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default=sa.text("'{}'"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    warranty_months: Mapped[int | None]
    lead_days_min: Mapped[int]
    lead_days_max: Mapped[int]
    expected_on: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(sa.String(24))
    state_at: Mapped[dt.datetime]
    released_at: Mapped[dt.datetime | None]
    delivered_at: Mapped[dt.datetime | None]
    received_quantity: Mapped[int] = mapped_column(default=0)

    @property
    def steps(self) -> tuple[str, ...]:
        """Whose yes the frozen verdict demands, in order (the words of catalogue.terms.Asked)."""
        return tuple(self.verdict["approvals"])


class Consultation(Base):
    """One topic that IT is asked about on one line, such as the three questions of AV equipment (R-058 to R-061)."""

    __tablename__ = "consultation"
    __table_args__ = (
        one_of("state", ("open", "approved", "refused", "answered", "withdrawn")),
        sa.UniqueConstraint("line_id", "topic"),
        sa.Index("ix_consultation_queue", "queue", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_order.id"), index=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"))
    topic: Mapped[str] = mapped_column(sa.String(30))
    queue: Mapped[str] = mapped_column(sa.String(20))
    blocking: Mapped[bool]
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
