"""What IT has to do about exceptions: answer, register what was bought, look again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.desks.models import ApprovalRequest
from app.exceptions.models import EXCEPTION, ExceptionRequest
from catalogue.outside import ExceptionState
from catalogue.terms import Asked

MOST = 50
S = ExceptionState
USED = (S.PURCHASED.value, S.REGISTERED.value)


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for IT, oldest first: each request with whose desk it lies on where it lies on one."""

    answer: list[tuple[ExceptionRequest, str]]
    register: list[ExceptionRequest]
    look_again: list[ExceptionRequest]


def work(session: Session, today: dt.date) -> Work:
    """What IT has to do about exceptions. Three questions."""
    asked = (
        sa.select(ExceptionRequest, ApprovalRequest.decider_name)
        .outerjoin(ApprovalRequest, _step(ExceptionRequest.id))
        .where(ExceptionRequest.state == S.IT_REVIEW.value)
        .order_by(ExceptionRequest.id)
        .limit(MOST)
    )
    bought = sa.select(ExceptionRequest).where(ExceptionRequest.state == S.PURCHASED.value)
    due = sa.select(ExceptionRequest).where(ExceptionRequest.state.in_(USED), ExceptionRequest.review_on <= today)
    return Work(
        answer=[(row[0], row[1] or "") for row in session.execute(asked)],
        register=list(session.scalars(bought.order_by(ExceptionRequest.id).limit(MOST))),
        look_again=list(session.scalars(due.order_by(ExceptionRequest.review_on).limit(MOST))),
    )


def open_step(session: Session, request_id: int) -> ApprovalRequest | None:
    """IT's question about a request while it is open, held until commit."""
    question = locked(sa.select(ApprovalRequest).where(_step(request_id)))
    found: ApprovalRequest | None = session.scalar(question)
    return found


def _step(request_id: object) -> sa.ColumnElement[bool]:
    return sa.and_(
        ApprovalRequest.matter == EXCEPTION, ApprovalRequest.matter_id == request_id,
        ApprovalRequest.step == Asked.IT.value, ApprovalRequest.state == "open",
    )  # fmt: skip
