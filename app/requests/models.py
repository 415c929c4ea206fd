"""Drafts of requests, requests that were sent, and the queues that an administrator has chosen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.terms import Queue


class RequestDraft(Base):
    """What somebody has typed in a form and not sent; `token` becomes that of the request, so it is sent once."""

    __tablename__ = "request_draft"
    __table_args__ = (sa.UniqueConstraint("person_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(sa.String(40))
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    typed: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_at: Mapped[dt.datetime]


class ServiceRequest(Base):
    """A request as it was sent: its form, the edition, and the answers with their types; its case holds the words."""

    __tablename__ = "service_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), unique=True)
    form: Mapped[str] = mapped_column(sa.String(40), index=True)
    edition: Mapped[str] = mapped_column(sa.String(20))
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    payer: Mapped[str] = mapped_column(sa.String(10))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    sent_at: Mapped[dt.datetime]


class RequestQueue(Base):
    """Another queue than the agreement's for a form, chosen by an administrator (R-099)."""

    __tablename__ = "request_queue"
    __table_args__ = (one_of("queue", Queue),)

    form: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    queue: Mapped[str] = mapped_column(sa.String(20))
    chosen_by: Mapped[str] = mapped_column(sa.String(120))
    chosen_at: Mapped[dt.datetime]


class BusinessSystem(Base):
    """A system that a business uses: whom to call, who answers for it, where its plan stands (R-067–R-069, R-106).

    Without an organisation all share it. `alarm_contacts` are one to a line (R-227). `yearly_cost` is
    öre excluding VAT, None while nobody knows it (R-197).
    """

    __tablename__ = "business_system"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    supplier: Mapped[str] = mapped_column(sa.String(120), default="")
    supplier_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    delivery_model: Mapped[str] = mapped_column(sa.String(20), default="")
    technical_manager: Mapped[str] = mapped_column(sa.String(120), default="")
    business_manager: Mapped[str] = mapped_column(sa.String(120), default="")
    information_owner: Mapped[str] = mapped_column(sa.String(120), default="")
    classification: Mapped[str] = mapped_column(sa.String(40), default="")
    classified_on: Mapped[dt.date | None]
    alarm_contacts: Mapped[str] = mapped_column(sa.Text, default="")
    object_plan: Mapped[str] = mapped_column(sa.String(160), default="")
    object_plan_year: Mapped[int | None]
    yearly_cost: Mapped[int | None]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120))


class ExternalAccount(Base):
    """Until when the account of somebody who is not employed lives; open once its case is solved (R-158).

    `reminded_for` is the end that the chef was reminded of, `closing_id` the case that had it closed.
    """

    __tablename__ = "external_account"
    __table_args__ = (
        sa.CheckConstraint("(closed_at IS NULL) = (closing_id IS NULL)", name="closed_by_a_case"),
        sa.Index("ix_external_account_ends", "closed_at", "ends_on"),
        sa.Index("ix_external_account_unit", "unit_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    ends_on: Mapped[dt.date]
    reminded_for: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]
    closing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service_case.id"))
