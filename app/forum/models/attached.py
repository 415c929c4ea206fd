"""What is attached to a proposal, and what the information and cybersecurity group says of it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ProposalFile(Base):
    """A file of a proposal; `size` is bytes."""

    __tablename__ = "proposal_file"
    __table_args__ = (sa.Index("ix_proposal_file_quota", "added_by", "added_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    file_key: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(160))
    media_type: Mapped[str] = mapped_column(sa.String(80))
    size: Mapped[int]
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    added_at: Mapped[dt.datetime]


class SecurityOpinion(Base):
    """The one answer of the information and cybersecurity group to a proposal it was asked about (R-195)."""

    __tablename__ = "security_opinion"
    __table_args__ = (sa.CheckConstraint("text <> ''", name="has_text"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[dt.datetime]
