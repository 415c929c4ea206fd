"""Reports of a year: prepared by the economist, locked by the head of IT, then never changed; and their sendings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.contribution import MEMBERS_OWN, Category, Section
from catalogue.following import MOST, Report

Ore = Annotated[int, mapped_column(sa.BigInteger)]
DRAFT, LOCKED = "draft", "locked"
AUDIENCES = ("member", "committee", "executives")
_NUMBERS = " OR ".join(f"(kind = '{kind}' AND number BETWEEN 1 AND {most})" for kind, most in MOST.items())
_OWN = ", ".join(f"'{section}'" for section in sorted(MEMBERS_OWN))
_SHARED = sa.text("organisation_id IS NULL")
_MEMBERS = sa.text("organisation_id IS NOT NULL")


class FollowUp(Base):
    """A forecast (three a year), the half-year report (one), or a quarter's figures (four); the database counts them.

    `as_of` is the last day of the outcome. `figures` are a quarter's, as they were when it was locked. What is locked
    has its paper, and no line of it can be changed any more (migration).
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("kind", Report),
        one_of("state", (DRAFT, LOCKED)),
        sa.UniqueConstraint("year", "kind", "number"),
        sa.CheckConstraint(_NUMBERS, name="number_of_kind"),
        sa.CheckConstraint("(budget_year_id IS NULL) = (kind = 'quarter')", name="of_a_budget"),
        sa.CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name="locked"),
        sa.CheckConstraint("state <> 'locked' OR (file_key <> '' AND digest <> '')", name="locked_with_paper"),
        sa.CheckConstraint("kind = 'quarter' OR locked_by <> prepared_by", name="two_people"),
        sa.CheckConstraint("presented_on IS NULL OR state = 'locked'", name="presented_locked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(12))
    number: Mapped[int]
    budget_year_id: Mapped[int | None] = mapped_column(sa.ForeignKey("budget_year.id"))
    state: Mapped[str] = mapped_column(sa.String(8), default=DRAFT)
    as_of: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    prepared_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    prepared_by_name: Mapped[str] = mapped_column(sa.String(120))
    prepared_at: Mapped[dt.datetime]
    locked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    locked_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    locked_at: Mapped[dt.datetime | None]
    file_key: Mapped[str] = mapped_column(sa.String(64), default="")
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    presented_on: Mapped[dt.date | None]
    presented_note: Mapped[str] = mapped_column(sa.String(200), default="")

    @property
    def is_locked(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.state == LOCKED


class FollowUpLine(Base):
    """One kind of cost in a report: budget, outcome so far and what the year will end at, öre."""

    __tablename__ = "follow_up_line"
    __table_args__ = (
        one_of("section", Section),
        one_of("category", Category),
        sa.CheckConstraint(f"(organisation_id IS NOT NULL) = (section IN ({_OWN}))", name="members_own"),
        sa.Index(
            "uq_follow_up_line_shared", "report_id", "section", "category",
            unique=True, sqlite_where=_SHARED, postgresql_where=_SHARED,
        ),
        sa.Index(
            "uq_follow_up_line_member", "report_id", "section", "category", "organisation_id",
            unique=True, sqlite_where=_MEMBERS, postgresql_where=_MEMBERS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("follow_up.id"))
    section: Mapped[str] = mapped_column(sa.String(24))
    category: Mapped[str] = mapped_column(sa.String(20))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    budget: Mapped[Ore]
    outcome: Mapped[Ore]
    forecast: Mapped[Ore]
    note: Mapped[str] = mapped_column(sa.String(300), default="")


class FollowUpSending(Base):
    """That a report was sent to a member, the committee or the chief executives: when, by whom, to which addresses."""

    __tablename__ = "follow_up_sending"
    __table_args__ = (
        one_of("audience", AUDIENCES),
        sa.UniqueConstraint("report_id", "receiver"),
        sa.CheckConstraint("(audience = 'member') = (organisation_id IS NOT NULL)", name="member_named"),
        sa.CheckConstraint("addresses <> ''", name="addressed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("follow_up.id"))
    audience: Mapped[str] = mapped_column(sa.String(12))
    # A member's key, or the audience itself: nobody is sent the same report twice.
    receiver: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    addresses: Mapped[str] = mapped_column(sa.String(1000))
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_by_name: Mapped[str] = mapped_column(sa.String(120))
    sent_at: Mapped[dt.datetime]
