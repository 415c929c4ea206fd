"""Proposals to change the range, what IT and the municipalities say of them, and what they are compared with."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

PROPOSAL_KINDS = ("add", "change", "replace", "withdraw")
SOURCES = ("suggestion", "member", "it", "school", "similar_requests", "swap")


class ProposalState(StrEnum):
    """Where a proposal stands (DOMAIN c)."""

    SUGGESTED = "suggested"
    ANSWERED = "answered"
    RECOMMENDED = "recommended"
    IN_CONSULTATION = "in_consultation"
    ON_AGENDA = "on_agenda"
    POSTPONED = "postponed"
    FORWARDED_TO_STYRGRUPP = "forwarded_to_styrgrupp"
    FORWARDED_TO_COMMITTEE = "forwarded_to_committee"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PUBLISHED = "published"
    RETRACTED = "retracted"


S = ProposalState
# From an agenda on only time takes anything back: a swap that nobody ratified.
MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    S.SUGGESTED: frozenset({S.RECOMMENDED, S.ANSWERED, S.RETRACTED}),
    # An emergency swap goes straight to the next meeting; everything else has been out for consultation.
    S.RECOMMENDED: frozenset({S.RECOMMENDED, S.IN_CONSULTATION, S.ON_AGENDA, S.RETRACTED}),
    S.IN_CONSULTATION: frozenset({S.ON_AGENDA, S.RETRACTED}),
    S.ON_AGENDA: frozenset({S.ACCEPTED, S.REJECTED, S.POSTPONED, S.FORWARDED_TO_STYRGRUPP, S.RETRACTED}),
    S.POSTPONED: frozenset({S.ON_AGENDA, S.RETRACTED}),
    S.FORWARDED_TO_STYRGRUPP: frozenset({S.ACCEPTED, S.REJECTED, S.FORWARDED_TO_COMMITTEE, S.RETRACTED}),
    S.FORWARDED_TO_COMMITTEE: frozenset({S.ACCEPTED, S.REJECTED, S.RETRACTED}),
    S.ACCEPTED: frozenset({S.PUBLISHED}),
    S.ANSWERED: frozenset(),
    S.REJECTED: frozenset(),
    S.PUBLISHED: frozenset(),
    S.RETRACTED: frozenset(),
}
OPEN = frozenset(MOVES) - {S.ANSWERED, S.REJECTED, S.PUBLISHED, S.RETRACTED}


class ForumSeries(Base):
    """The last number given of proposals in a year; held until commit, so that no number is given twice."""

    __tablename__ = "forum_series"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Proposal(Base):
    """A wish to change the range. `item_id` is what stands in the range, `new_item_id` the draft that would come in.

    `content` holds the columns that a change would give the item; money is öre excluding VAT, periods months.
    `files` are id, name and size of what is attached, so that the page need not ask for them.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("kind", PROPOSAL_KINDS),
        one_of("state", ProposalState),
        one_of("source", SOURCES),
        sa.CheckConstraint("kind = 'add' OR item_id IS NOT NULL", name="about_an_item"),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'published') OR decision_id IS NOT NULL", name="accepted_by_decision"
        ),
        sa.CheckConstraint(
            "recommended_at IS NOT NULL OR state IN ('suggested', 'answered', 'retracted')", name="recommended_first"
        ),
        sa.Index("ix_proposal_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    source: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(160))
    need: Mapped[str] = mapped_column(sa.Text)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"), index=True)
    new_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    swap_id: Mapped[int | None] = mapped_column(sa.ForeignKey("emergency_swap.id"))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    school: Mapped[bool] = mapped_column(default=False)
    pilot: Mapped[bool] = mapped_column(default=False)
    information_security: Mapped[bool] = mapped_column(default=False)
    files: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    suggested_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    suggested_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    created_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(sa.String(30), default=S.SUGGESTED)
    version: Mapped[int] = mapped_column(default=1)
    background: Mapped[str] = mapped_column(sa.Text, default="")
    recommendation: Mapped[str] = mapped_column(sa.Text, default="")
    motivation: Mapped[str] = mapped_column(sa.Text, default="")
    recommended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    recommended_at: Mapped[dt.datetime | None]
    consult_until: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("range_decision.id"), index=True)


class Alternative(Base):
    """A model that a proposal is compared with; price is öre excluding VAT, periods months (R-039)."""

    __tablename__ = "proposal_alternative"
    __table_args__ = (sa.CheckConstraint("price >= 0", name="price_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    price: Mapped[int]
    technical_lifetime_months: Mapped[int | None]
    warranty_months: Mapped[int | None]
    environment: Mapped[str] = mapped_column(sa.String(160), default="")
    chosen: Mapped[bool] = mapped_column(default=False)


class ProposalComment(Base):
    """What somebody says of a proposal; `consulted` when it is their municipality's answer."""

    __tablename__ = "proposal_comment"
    __table_args__ = (
        sa.CheckConstraint("text <> ''", name="has_text"),
        sa.Index(
            "uq_proposal_comment_answer",
            "proposal_id",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("consulted"),
            postgresql_where=sa.text("consulted"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(sa.String(120))
    consulted: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[dt.datetime]


class SchoolSignOff(Base):
    """That a representative of the schools stands behind a device for pupils or schools (R-012)."""

    __tablename__ = "school_sign_off"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[dt.datetime]


class PilotConsent(Base):
    """That the chief executives (KC/KD) have let a pilot pass (R-027)."""

    __tablename__ = "pilot_consent"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    decided_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(sa.String(120))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
