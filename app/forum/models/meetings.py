"""Meetings: agenda, who came, each municipality's position, the outcome, and the minutes."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

FORMS = ("physical", "digital", "both")
MEETING_STATES = ("planned", "open", "closed", "adjusted", "cancelled")
ITEM_KINDS = ("proposal", "discussion", "feedback", "swap")
STANCES = ("approve", "abstain", "reserve")
OUTCOMES = ("accepted", "rejected", "postponed", "forwarded_to_styrgrupp", "noted")
MANNERS = ("consensus", "majority")


class Meeting(Base):
    """A meeting of a body. It is opened and closed by the chair or the deputy; adjusted minutes are locked."""

    __tablename__ = "forum_meeting"
    __table_args__ = (
        one_of("form", FORMS),
        one_of("state", MEETING_STATES),
        sa.CheckConstraint("state NOT IN ('closed', 'adjusted') OR notes_link <> ''", name="closed_with_notes"),
        sa.CheckConstraint("state <> 'adjusted' OR minutes_digest <> ''", name="adjusted_with_minutes"),
        sa.CheckConstraint("(state = 'cancelled') = (called_off <> '')", name="called_off_with_reason"),
        sa.Index("ix_forum_meeting_day", "body_key", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_key: Mapped[str] = mapped_column(sa.ForeignKey("governance_body.key"))
    day: Mapped[dt.date]
    starts: Mapped[str] = mapped_column(sa.String(5))
    ends: Mapped[str] = mapped_column(sa.String(5))
    form: Mapped[str] = mapped_column(sa.String(10))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    link: Mapped[str] = mapped_column(sa.String(300), default="")
    notes_link: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[str] = mapped_column(sa.String(10), default=MEETING_STATES[0])
    manner: Mapped[str] = mapped_column(sa.String(10), default=MANNERS[0])
    opened_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    adjusted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    adjusted_at: Mapped[dt.datetime | None]
    minutes_file: Mapped[str] = mapped_column(sa.String(120), default="")
    minutes_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    called_off: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")


class AgendaItem(Base):
    """One point of an agenda; `notes` are written live and saved as they are written."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        one_of("kind", ITEM_KINDS),
        sa.CheckConstraint("kind NOT IN ('proposal', 'swap') OR proposal_id IS NOT NULL", name="has_proposal"),
        sa.UniqueConstraint("meeting_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("forum_meeting.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(10))
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_name: Mapped[str] = mapped_column(sa.String(120))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    notes_version: Mapped[int] = mapped_column(default=0)
    notes_at: Mapped[dt.datetime | None]


class Invitation(Base):
    """That somebody outside the forum is asked to a point of the agenda (R-190)."""

    __tablename__ = "agenda_invitation"
    __table_args__ = (sa.UniqueConstraint("item_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    invited_at: Mapped[dt.datetime]


class Attendance(Base):
    """That somebody was there, and for whom."""

    __tablename__ = "meeting_attendance"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("forum_meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    noted_at: Mapped[dt.datetime]


class Position(Base):
    """Where a municipality stands on a point: one for each, a reservation with its reason."""

    __tablename__ = "forum_position"
    __table_args__ = (
        one_of("stance", STANCES),
        sa.CheckConstraint("stance <> 'reserve' OR reason <> ''", name="reserved_with_reason"),
        sa.UniqueConstraint("item_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    stance: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]


class Outcome(Base):
    """What became of a point, recorded once by the chair or the deputy."""

    __tablename__ = "agenda_outcome"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        one_of("manner", MANNERS),
        sa.CheckConstraint("outcome <> 'accepted' OR decision_id IS NOT NULL", name="accepted_by_decision"),
    )

    item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_item.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(sa.String(30))
    manner: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]


class Feedback(Base):
    """What a user thinks of an item or of IT's delivery, until it has been on an agenda (R-193)."""

    __tablename__ = "forum_feedback"
    __table_args__ = (sa.CheckConstraint("text <> ''", name="has_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[dt.datetime]
    agenda_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_item.id"), index=True)
