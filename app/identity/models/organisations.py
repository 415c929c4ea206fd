"""Organisations, units, cost centres and workplaces."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.terms import Segment


class Organisation(Base):
    """One of the twelve served by the IT administration (R-009)."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", ("municipality", "company", "federation")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[str] = mapped_column(sa.String(20))
    is_member: Mapped[bool]
    org_number: Mapped[str] = mapped_column(sa.String(20))
    payer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    email_domain: Mapped[str] = mapped_column(sa.String(120))
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    gln: Mapped[str] = mapped_column(sa.String(13), default="", server_default="")
    peppol_id: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    invoice_address: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class EmailDomain(Base):
    """What stands after the @ in the addresses of an organisation's people; the first is on the organisation too."""

    __tablename__ = "email_domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    domain: Mapped[str] = mapped_column(sa.String(120), unique=True)


class CostCentre(Base):
    """A place in an organisation's code plan that may carry a cost between two dates."""

    __tablename__ = "cost_centre"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(sa.String(20))
    activity: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Unit(Base):
    """A business unit (verksamhet): it has a chef, cost centres and the reference that suppliers write on invoices.

    `since` is the day from which name and place hold (None: always); what held before stands in `unit_span`. A closed
    unit keeps its row for the sake of orders and devices; a merged one names the open unit that took over.
    """

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    segment: Mapped[str] = mapped_column(sa.String(20), default=Segment.STAFF.value)
    manager_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", use_alter=True, name="fk_unit_manager_id_person"), index=True
    )
    cost_centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cost_centre.id"))
    invoice_reference: Mapped[str] = mapped_column(sa.String(60))
    since: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Where those wait whose place in the organisation nobody has told; one at most in an organisation.
    awaits_placing: Mapped[bool] = mapped_column(default=False)


class Workplace(Base):
    """An address where things are delivered to a unit."""

    __tablename__ = "workplace"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    street: Mapped[str] = mapped_column(sa.String(120))
    postal_code: Mapped[str] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(60))
    notes: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    closed_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
