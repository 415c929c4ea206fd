"""Thefts and losses: what is gone, whom it was told, what was decided, and what is done about it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.theft import Measure, Outcome, Sort, TheftState

_OPEN = sa.text("state NOT IN ('closed', 'recovered')")
EARLY = "'reported', 'awaiting_evidence', 'recovered'"


class TheftReport(Base):
    """A device that was stolen or lost; its number is that of its case. `book_value` is öre, as it was that day.

    The database itself refuses a dialogue with IT about a theft that the security chief and the police do not know of
    (R-140).
    """

    __tablename__ = "theft_report"
    __table_args__ = (
        one_of("state", TheftState),
        one_of("sort", Sort),
        one_of("outcome", ("", *Outcome)),
        sa.CheckConstraint("(chief_told_at IS NULL) = (chief_told_by IS NULL)", name="chief"),
        sa.CheckConstraint("(police_number = '') = (police_by IS NULL)", name="police"),
        sa.CheckConstraint(
            f"sort = 'loss' OR state IN ({EARLY}) OR (chief_told_at IS NOT NULL AND police_number <> '')",
            name="evidence_first",
        ),
        sa.CheckConstraint("(outcome = '') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("outcome = '' OR decided_with <> ''", name="with_the_unit"),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'measures_done', 'closed') OR outcome <> ''", name="outcome_first"
        ),
        sa.CheckConstraint("book_value >= 0", name="value"),
        # A device is reported once as long as it is gone.
        sa.Index("uq_theft_report_open", "device_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_theft_report_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), unique=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    sort: Mapped[str] = mapped_column(sa.String(5))
    state: Mapped[str] = mapped_column(sa.String(20), default=TheftState.REPORTED.value)
    gone_on: Mapped[dt.date]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    book_value: Mapped[int]
    chief_told_at: Mapped[dt.datetime | None]
    chief_told_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    chief_name: Mapped[str] = mapped_column(sa.String(120), default="")
    police_number: Mapped[str] = mapped_column(sa.String(40), default="")
    police_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    police_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(15), default="")
    answer: Mapped[str] = mapped_column(sa.String(2000), default="")
    decided_with: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[dt.datetime | None]
    found_on: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]


class TheftMeasure(Base):
    """Something that must be done about a theft, and by whom it was; what could not be done has a reason."""

    __tablename__ = "theft_measure"
    __table_args__ = (
        one_of("key", Measure),
        one_of("outcome", ("", "done", "not_possible")),
        sa.UniqueConstraint("report_id", "key"),
        sa.CheckConstraint("(outcome = '') = (done_at IS NULL)", name="done_by_somebody"),
        sa.CheckConstraint("outcome <> 'not_possible' OR reason <> ''", name="with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("theft_report.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(10))
    outcome: Mapped[str] = mapped_column(sa.String(12), default="")
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    asked_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    done_name: Mapped[str] = mapped_column(sa.String(120), default="")
