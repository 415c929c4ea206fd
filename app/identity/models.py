"""People, organisations, units, cost centres, workplaces, role grants and sign-in sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.terms import Segment

LICENCE_PROFILES = ("own_computer", "shared_computer", "school_staff", "pupil")
APPEARANCES = ("auto", "light", "dark")
LANGUAGES = ("sv", "en")


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


class Unit(Base):
    """A business unit (verksamhet): it has a chef, cost centres and the reference that suppliers write on invoices."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    segment: Mapped[str] = mapped_column(sa.String(20), default=Segment.STAFF.value)
    manager_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", use_alter=True, name="fk_unit_manager_id_person")
    )
    cost_centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cost_centre.id"))
    invoice_reference: Mapped[str] = mapped_column(sa.String(60))


class Workplace(Base):
    """An address where things are delivered to a unit."""

    __tablename__ = "workplace"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    street: Mapped[str] = mapped_column(sa.String(120))
    postal_code: Mapped[str] = mapped_column(sa.String(10))
    town: Mapped[str] = mapped_column(sa.String(60))


class Person(Base):
    """Somebody who may sign in, keyed by identity provider and subject, never by e-mail."""

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("provider", "subject"),
        one_of("licence_profile", LICENCE_PROFILES),
        one_of("appearance", APPEARANCES),
        one_of("language", LANGUAGES),
        sa.CheckConstraint("manager_id <> id", name="own_manager"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(80))
    subject: Mapped[str] = mapped_column(sa.String(120))
    name: Mapped[str] = mapped_column(sa.String(120))
    sort_key: Mapped[str] = mapped_column(sa.String(160), index=True)
    email: Mapped[str] = mapped_column(sa.String(160))
    title: Mapped[str] = mapped_column(sa.String(80))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    licence_profile: Mapped[str] = mapped_column(sa.String(20), default="own_computer")
    language: Mapped[str] = mapped_column(sa.String(2), default="sv")
    appearance: Mapped[str] = mapped_column(sa.String(5), default="auto")
    shows_vat: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class RoleGrant(Base):
    """A role given to a person within a scope, between two dates (DOMAIN b)."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    segment: Mapped[str | None] = mapped_column(sa.String(20))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class SignInSession(Base):
    """One signed-in browser; the cookie holds a random token, the row only its hash."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    browser: Mapped[str] = mapped_column(sa.String(200))
