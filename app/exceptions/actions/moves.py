"""A request changes state through one function, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.history import Actor, Event
from app.refusal import Changed, Missing
from catalogue.outside import EXCEPTION_MOVES, ExceptionState


def hold(session: Session, request_id: int) -> ExceptionRequest:
    """A request held until commit, as it stands now; raises Missing."""
    question = locked(sa.select(ExceptionRequest).where(ExceptionRequest.id == request_id))
    found: ExceptionRequest | None = session.scalar(question.execution_options(populate_existing=True))
    if found is None:
        raise Missing
    return found


def move(
    session: Session, request: ExceptionRequest, to: ExceptionState, *, actor: Actor, at: dt.datetime,
    data: Mapping[str, Any] | None = None, **values: object,
) -> None:  # fmt: skip
    """Move a request and tell of it; raises Changed when the table does not know the move or another hand was first."""
    before = ExceptionState(request.state)
    if to not in EXCEPTION_MOVES[before]:
        raise Changed("exceptions.refused.moved", number=request.number)
    session.flush()
    moved = (
        sa.update(ExceptionRequest)
        .where(ExceptionRequest.id == request.id, ExceptionRequest.state == before.value)
        .values(state=to.value, state_at=at, **values)
        .returning(ExceptionRequest.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(moved) is None:
        raise Changed("exceptions.refused.moved", number=request.number)
    session.refresh(request)
    told = {"number": request.number, "what": request.what, "to": to.value, **(data or {})}
    history.record(session, actor, at, [Event(EXCEPTION, request.id, f"exception.{to.value}", told)])
