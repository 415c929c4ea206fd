"""People and the roles they are given."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from app.identity.models.second import SecondPerson, second_person_rules

LICENCE_PROFILES = ("own_computer", "shared_computer", "school_staff", "pupil")
APPEARANCES = ("auto", "light", "dark")
LANGUAGES = ("sv", "en")
GRANT_SOURCES = ("manual", "directory")


class Person(Base):
    """Somebody who may sign in, keyed by identity provider and subject, never by e-mail."""

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("provider", "subject"),
        one_of("licence_profile", LICENCE_PROFILES),
        one_of("appearance", APPEARANCES),
        one_of("language", LANGUAGES),
        sa.CheckConstraint("manager_id <> id", name="own_manager"),
        # Two accounts of one person are known by their address, to keep them from deciding for each other.
        sa.Index("ix_person_address", sa.text("lower(email)")),
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
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    employee_number: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    closed_at: Mapped[dt.datetime | None]


class RoleGrant(SecondPerson, Base):
    """A role given to a person within a scope, between two dates (DOMAIN b).

    By hand, or by the directory through a mapping; what the directory gave is replaced at every sign-in. A grant that
    `needs_second` holds only when a second administrator has confirmed it. No giver: the shop itself gave it.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        one_of("source", GRANT_SOURCES),
        sa.CheckConstraint("(source = 'directory') = (mapping_id IS NOT NULL)", name="source_mapping"),
        *second_person_rules(),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="days"),
        sa.CheckConstraint("given_by <> person_id", name="never_to_oneself"),
        sa.CheckConstraint("decided_by <> person_id", name="never_about_oneself"),
        sa.Index(
            "ix_role_grant_pending",
            "id",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    segment: Mapped[str | None] = mapped_column(sa.String(20))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(sa.String(10), default="manual", server_default="manual")
    mapping_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role_mapping.id"), index=True)
