"""Whom to turn to in an organisation."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

CONTACT_KINDS = (
    "it_contact", "municipality_contact", "printer_contact", "security_chief", "infosec_officer", "communicator",
    "property_contact", "pupil_insurance",
)  # fmt: skip


class Contact(Base):
    """Somebody to turn to in a matter between two days (R-018, R-063, R-140, R-173); `text` is what people read."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("kind", CONTACT_KINDS),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days"),
        sa.CheckConstraint("name <> '' OR text <> ''", name="says_something"),
        sa.Index("ix_contact_organisation_kind", "organisation_id", "kind", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(160), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    text: Mapped[str] = mapped_column(sa.String(1000), default="")
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)
