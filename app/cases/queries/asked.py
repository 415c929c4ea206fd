"""Whose yes a case waits for, by name: the questions of `app/desks` that are about cases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.desks.models import CASE, ApprovalRequest
from app.desks.queries import on_my_desk
from app.identity.queries import Visitor
from catalogue.cases import OPEN


def open_of(case: Any) -> sa.ColumnElement[bool]:
    """The question about a case that waits now: there is one at most, since steps are asked in their order."""
    return sa.and_(ApprovalRequest.matter == CASE, ApprovalRequest.matter_id == case, ApprovalRequest.state == "open")


def waits_for(me: Visitor) -> sa.ColumnElement[bool]:
    """The cases that wait for my answer, or that of somebody I stand in for."""
    asked = sa.select(ApprovalRequest.matter_id).where(
        ApprovalRequest.matter == CASE, ApprovalRequest.state == "open", on_my_desk(me)
    )
    return sa.and_(Case.id.in_(asked), Case.state.in_(OPEN))


def was_asked(me: Visitor) -> sa.ColumnElement[bool]:
    """The cases I am asked about, or have answered."""
    mine = sa.or_(
        sa.and_(ApprovalRequest.state == "open", on_my_desk(me)), ApprovalRequest.decided_by == me.id,
        ApprovalRequest.handed_by == me.id,
    )  # fmt: skip
    return Case.id.in_(sa.select(ApprovalRequest.matter_id).where(ApprovalRequest.matter == CASE, mine))


def is_asked(session: Session, case: Case, me: Visitor) -> bool:
    """Whether I am asked about a case, or have answered."""
    return session.scalar(sa.select(Case.id).where(Case.id == case.id, was_asked(me))) is not None


def asked_people(session: Session, case: Case) -> set[int]:
    """Those whose desk a case lies on or who have answered about it."""
    asked = ApprovalRequest
    question = sa.select(asked.decider_id, asked.decided_by).where(
        asked.matter == CASE, asked.matter_id == case.id, asked.state != "withdrawn"
    )
    return {person for row in session.execute(question) for person in row if person is not None}
