"""Suppliers with their contracts, shelves and items."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.terms import Segment

STATES = ("draft", "published", "withdrawn")
PERIODS = ("once", "month", "year")


class Supplier(Base):
    """A company that the shop sends orders to."""

    __tablename__ = "supplier"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(30))
    email: Mapped[str] = mapped_column(sa.String(160))
    org_number: Mapped[str] = mapped_column(sa.String(20))


class SupplierContract(Base):
    """An agreement with a supplier for an area, between two dates (R-008)."""

    __tablename__ = "supplier_contract"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), index=True)
    area: Mapped[str] = mapped_column(sa.String(120))
    reference: Mapped[str] = mapped_column(sa.String(60), unique=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    included_in_contribution: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(500), default="")


class Category(Base):
    """A shelf of the shop, in display order."""

    __tablename__ = "category"

    key: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    icon: Mapped[str] = mapped_column(sa.String(30))
    palette: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]


class Item(Base):
    """A product or service in the range; its kind decides everything about how an order of it goes.

    Prices are öre excluding VAT, VAT rates basis points, lifetimes and warranties months, lead times working days.
    `decision` and `decided_on` say in words what it rests on; `governed` that only a decision of the dialogforum puts
    it in the range or takes it out (R-014, R-054).
    """

    __tablename__ = "item"
    __table_args__ = (
        one_of("state", STATES),
        one_of("price_period", PERIODS),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        # That a governed item rests on a decision or an open swap is kept by the triggers of migration 0009.
        sa.CheckConstraint("state = 'draft' OR decision <> ''", name="published_by_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    article: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    segment: Mapped[str] = mapped_column(sa.String(20), default=Segment.STAFF.value)
    category_key: Mapped[str] = mapped_column(sa.ForeignKey("category.key"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    model: Mapped[str] = mapped_column(sa.String(120), default="")
    summary: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text)
    facts: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    platform: Mapped[str] = mapped_column(sa.String(20), default="")
    form_factor: Mapped[str] = mapped_column(sa.String(20), default="")
    environment: Mapped[str] = mapped_column(sa.String(160), default="")
    unspsc: Mapped[str] = mapped_column(sa.String(8))
    unit_code: Mapped[str] = mapped_column(sa.String(5))
    technical_lifetime_months: Mapped[int | None]
    warranty_months: Mapped[int | None]
    lead_days_min: Mapped[int]
    lead_days_max: Mapped[int]
    # The last day its maker supports it, as text (the history of the range keeps it so); empty while nobody knows.
    supported_until: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    price: Mapped[int]
    price_period: Mapped[str] = mapped_column(sa.String(10), default="once")
    price_sample: Mapped[bool] = mapped_column(default=True)
    vat_rate: Mapped[int] = mapped_column(default=2500)
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    illustration: Mapped[str] = mapped_column(sa.String(40))
    orderable: Mapped[bool] = mapped_column(default=True)
    in_stock: Mapped[bool] = mapped_column(default=False)
    popularity: Mapped[int] = mapped_column(default=0)
    keywords: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    related: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    state: Mapped[str] = mapped_column(sa.String(12), default="published")
    decided_on: Mapped[dt.date | None]
    decision: Mapped[str] = mapped_column(sa.String(200), default="")
    governed: Mapped[bool] = mapped_column(default=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"))
    swap_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("emergency_swap.id", use_alter=True, name="fk_item_swap_id_emergency_swap")
    )
    contract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier_contract.id"))
    picture_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("item_picture.id", use_alter=True, name="fk_item_picture_id_item_picture")
    )
