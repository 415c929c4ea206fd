"""The bodies of the cooperation: who sits, who convenes, how often (bilaga 2)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

BODY_STATES = ("active", "being_established")
SEATS = ("chair", "deputy", "member")


class Body(Base):
    """One body; `meetings_a_year` is what the agreement says, None where it says nothing (R-185...R-196)."""

    __tablename__ = "governance_body"
    __table_args__ = (one_of("state", BODY_STATES),)

    key: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    participants: Mapped[str] = mapped_column(sa.String(200))
    convener: Mapped[str] = mapped_column(sa.String(120))
    convener_role: Mapped[str] = mapped_column(sa.String(40), default="")
    meetings_a_year: Mapped[int | None]
    mission: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(20), default=BODY_STATES[0])
    position: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(40))


class Seat(Base):
    """That somebody sits in a body between two dates, for an organisation, as chair, deputy or member."""

    __tablename__ = "body_seat"
    __table_args__ = (
        one_of("seat", SEATS),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_key: Mapped[str] = mapped_column(sa.ForeignKey("governance_body.key"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    seat: Mapped[str] = mapped_column(sa.String(10))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
