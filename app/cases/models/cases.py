"""A case, the steps it goes through, what is told of an incident, and the survey afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of
from catalogue.cases import CaseKind, CaseState
from catalogue.terms import Queue

OUTCOMES = ("", "done", "declined", "referred", "withdrawn")
STEP_SORTS = ("task", "yes")
STEP_OUTCOMES = ("", "done", "waived", "approved", "declined", "referred")


class Case(Base):
    """Something that somebody wants of IT or of their municipality, with a number to ask for (L523, R-144).

    `asked` lists whose yes it needs, by comma; `facts` are pairs of question and answer in words, `remarks` sentences.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        one_of("kind", CaseKind),
        one_of("state", CaseState),
        one_of("queue", Queue),
        one_of("outcome", OUTCOMES),
        sa.CheckConstraint("line BETWEEN 1 AND 3", name="line_known"),
        sa.CheckConstraint("state NOT IN ('solved', 'closed') OR solved_by_line IS NOT NULL", name="solved_by_a_line"),
        sa.CheckConstraint("state NOT IN ('solved', 'closed') OR outcome <> ''", name="solved_with_outcome"),
        sa.Index("ix_service_case_work", "queue", "state", "due_at", "id"),
        sa.Index("ix_service_case_mine", "requester_id", "id"),
        sa.Index("ix_service_case_unit", "unit_id", "id"),
        sa.Index("ix_service_case_assignee", "assignee_id", "state", "due_at"),
        sa.Index("ix_service_case_solved", "state", "solved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    topic: Mapped[str] = mapped_column(sa.String(40), index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    facts: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    remarks: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    queue: Mapped[str] = mapped_column(sa.String(20))
    line: Mapped[int] = mapped_column(default=1)
    solved_by_line: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(10), default=CaseState.NEW.value)
    state_at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    solution: Mapped[str] = mapped_column(sa.Text, default="")
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    requester_name: Mapped[str] = mapped_column(sa.String(120))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    unit_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    assignee_name: Mapped[str] = mapped_column(sa.String(120), default="")
    asked: Mapped[str] = mapped_column(sa.String(80), default="")
    basic_function: Mapped[str] = mapped_column(sa.String(20), default="")
    device_tag: Mapped[str] = mapped_column(sa.String(40), default="")
    needs_change: Mapped[bool] = mapped_column(default=False)
    rfc_number: Mapped[str] = mapped_column(sa.String(40), default="")
    cab_on: Mapped[dt.date | None]
    opened_at: Mapped[dt.datetime] = mapped_column(index=True)
    due_at: Mapped[dt.datetime]
    reminded_at: Mapped[dt.datetime | None]
    solved_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    external_reference: Mapped[str] = mapped_column(sa.String(80), default="")
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    # Two handlers who save at once: the second update finds no row of its version.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class CaseStep(Base):
    """Something that must happen before a case is solved: a task to do, or somebody's yes; who, when and why."""

    __tablename__ = "case_step"
    __table_args__ = (
        one_of("sort", STEP_SORTS),
        one_of("outcome", STEP_OUTCOMES),
        sa.UniqueConstraint("case_id", "position"),
        sa.CheckConstraint("outcome NOT IN ('waived', 'declined', 'referred') OR reason <> ''", name="with_reason"),
        sa.CheckConstraint("(outcome = '') = (settled_at IS NULL)", name="settled_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"))
    position: Mapped[int]
    sort: Mapped[str] = mapped_column(sa.String(4))
    key: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(200), default="")
    demanded: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(sa.String(10), default="")
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    cause: Mapped[str] = mapped_column(sa.String(20), default="")
    suggestion: Mapped[str] = mapped_column(sa.String(20), default="")
    reference: Mapped[str] = mapped_column(sa.String(80), default="")
    budget_year: Mapped[int | None]
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_name: Mapped[str] = mapped_column(sa.String(120), default="")
    settled_at: Mapped[dt.datetime | None]


class Incident(Base):
    """What is written down of an incident (L348-L351, R-096); a serious or recurring one needs its root cause."""

    __tablename__ = "case_incident"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), primary_key=True)
    started_at: Mapped[dt.datetime | None]
    restored_at: Mapped[dt.datetime | None]
    effect: Mapped[str] = mapped_column(sa.Text, default="")
    components: Mapped[str] = mapped_column(sa.String(300), default="")
    cause: Mapped[str] = mapped_column(sa.Text, default="")
    serious: Mapped[bool] = mapped_column(default=False)
    recurring: Mapped[bool] = mapped_column(default=False)
    root_cause: Mapped[str] = mapped_column(sa.Text, default="")


class Survey(Base):
    """The survey that a random share of closed cases gets, once each (L556-L558, R-153)."""

    __tablename__ = "case_survey"
    __table_args__ = (sa.CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 5", name="grade_1_to_5"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("service_case.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    grade: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.String(1000), default="")
