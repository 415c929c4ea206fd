"""Who is asked about an exception: the chef on the ladder, then IT, and IT infrastructure about what connects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.consultations import actions as consultations
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import Matter
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.exceptions.queries.told import facts_of
from catalogue.rulebook import CONNECTS
from catalogue.terms import Asked

IT_PAGE = "/it/undantag/{number}"


def ask(
    session: Session, request: ExceptionRequest, step: Asked, *, settings: Mapping[str, object] | None, at: dt.datetime
) -> ApprovalRequest:
    """Put a step to whom it concerns and call them; flushes."""
    asked = desks.ask(session, matter_of(request), step, settings=settings, at=at)
    session.flush()
    desks.call(session, asked, at=at)
    return asked


def ask_network(session: Session, request: ExceptionRequest, *, at: dt.datetime) -> None:
    """Ask IT infrastructure about what would join the network or other things IT runs (R-061)."""
    consultations.ask(session, about(request), [CONNECTS], facts=facts_of(request), at=at)


def about(request: ExceptionRequest) -> consultations.About:
    """What IT is asked about."""
    return consultations.About(
        matter=EXCEPTION, matter_id=request.id, label=request.number, summary=request.what,
        address=IT_PAGE.format(number=request.number), requester_id=request.requester_id,
    )  # fmt: skip


def matter_of(request: ExceptionRequest) -> Matter:
    """What is asked about. Whoever said the first yes is one of those who may not say the second (R-034)."""
    return Matter(
        kind=EXCEPTION, id=request.id, unit_id=request.unit_id, requester_id=request.requester_id,
        creator_id=request.manager_id or request.requester_id, beneficiary_id=request.recipient_id,
        label=request.number, summary=request.what, amount=request.amount, facts=facts_of(request),
    )  # fmt: skip
