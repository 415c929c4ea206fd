"""Requests that ask for the same sort of thing: three in a year are a matter for the dialogforum."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import ExceptionRequest
from catalogue.outside import ExceptionState, alike

MOST = 500


def similar(session: Session, request: ExceptionRequest, since: dt.datetime) -> list[ExceptionRequest]:
    """The requests since a moment that ask for the same sort of thing, this one among them, oldest first."""
    same_class = sa.select(ExceptionRequest).where(
        ExceptionRequest.device_class == request.device_class, ExceptionRequest.sent_at >= since,
        ExceptionRequest.state != ExceptionState.WITHDRAWN.value,
    )  # fmt: skip
    lately = session.scalars(same_class.order_by(ExceptionRequest.id.desc()).limit(MOST))
    return [row for row in reversed(lately.all()) if alike(row.what, request.what)]
