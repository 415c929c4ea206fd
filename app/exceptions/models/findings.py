"""Something bought without approval: what was found, what was decided, and what follows of it (L106-L110)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.outside import Class, FindingState, Sanction

APPEAL_OUTCOMES = ("", "upheld", "changed", "lifted")


class Finding(Base):
    """Equipment that somebody found and nobody had approved; `price` is öre excluding VAT where it is known.

    `device_id` is its row in the register, from when it was assessed at the latest where it is a device.
    """

    __tablename__ = "finding"
    __table_args__ = (
        one_of("state", FindingState),
        one_of("device_class", Class),
        sa.CheckConstraint("state = 'reported' OR assessment <> ''", name="assessed_in_words"),
        sa.CheckConstraint("state <> 'regularised' OR decision <> ''", name="regularised_with_reason"),
        sa.Index("ix_finding_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    what: Mapped[str] = mapped_column(sa.String(120))
    device_class: Mapped[str] = mapped_column(sa.String(10))
    serial: Mapped[str] = mapped_column(sa.String(60), default="")
    supplier: Mapped[str] = mapped_column(sa.String(120), default="")
    price: Mapped[int | None]
    found_where: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    device_tag: Mapped[str] = mapped_column(sa.String(30), default="")
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    holder_name: Mapped[str] = mapped_column(sa.String(120), default="")
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    reported_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reported_name: Mapped[str] = mapped_column(sa.String(120))
    reported_at: Mapped[dt.datetime]
    assessment: Mapped[str] = mapped_column(sa.Text, default="")
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[dt.datetime | None]
    appeal_until: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(sa.String(12))
    state_at: Mapped[dt.datetime]


class FindingSanction(Base):
    """One sanction of a finding, who decided it and why, and when it was lifted again."""

    __tablename__ = "finding_sanction"
    __table_args__ = (
        one_of("sort", Sanction),
        sa.CheckConstraint("reason <> ''", name="with_reason"),
        sa.CheckConstraint("lifted_at IS NULL OR lift_reason <> ''", name="lifted_with_reason"),
        sa.Index(
            "uq_finding_sanction_standing", "finding_id", "sort", unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id"), index=True)
    sort: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text)
    case_number: Mapped[str] = mapped_column(sa.String(20), default="")
    applied_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    applied_name: Mapped[str] = mapped_column(sa.String(120))
    applied_at: Mapped[dt.datetime]
    lifted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lifted_at: Mapped[dt.datetime | None]
    lift_reason: Mapped[str] = mapped_column(sa.Text, default="")


class FindingDraft(Base):
    """What the unit has to do because a thing must go back: hand it in, and order what the range has instead."""

    __tablename__ = "finding_draft"
    __table_args__ = (
        one_of("sort", ("return", "replacement")),
        one_of("state", ("open", "done", "withdrawn")),
        sa.CheckConstraint("sort <> 'replacement' OR item_id IS NOT NULL", name="replaced_by_an_item"),
        sa.UniqueConstraint("sanction_id", "sort"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id"), index=True)
    sanction_id: Mapped[int] = mapped_column(sa.ForeignKey("finding_sanction.id"))
    sort: Mapped[str] = mapped_column(sa.String(12))
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    made_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class ExtraCost(Base):
    """What support and maintenance of it cost more, borne by the unit; `amount` is öre excluding VAT (L109-L110)."""

    __tablename__ = "extra_cost"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("text <> ''", name="has_text"),
        sa.Index("ix_extra_cost_unit", "unit_id", "spent_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    cost_centre: Mapped[str] = mapped_column(sa.String(60))
    amount: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(200))
    spent_on: Mapped[dt.date]
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_name: Mapped[str] = mapped_column(sa.String(120))
    recorded_at: Mapped[dt.datetime]


class Appeal(Base):
    """The unit's objection to a decision; the head of IT answers it."""

    __tablename__ = "finding_appeal"
    __table_args__ = (
        one_of("outcome", APPEAL_OUTCOMES),
        sa.CheckConstraint("text <> ''", name="has_text"),
        sa.CheckConstraint("outcome = '' OR (answer <> '' AND answered_by IS NOT NULL)", name="answered_in_words"),
        sa.Index(
            "uq_finding_appeal_open", "finding_id", unique=True,
            sqlite_where=sa.text("outcome = ''"), postgresql_where=sa.text("outcome = ''"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_name: Mapped[str] = mapped_column(sa.String(120), default="")
    answered_at: Mapped[dt.datetime | None]
