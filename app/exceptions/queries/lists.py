"""Lists of requests: mine, and those of the units I lead; newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import ExceptionRequest
from app.identity.queries import Visitor

MOST = 20
COLUMNS: tuple[Any, ...] = (
    ExceptionRequest.number, ExceptionRequest.what, ExceptionRequest.state, ExceptionRequest.requester_name,
    ExceptionRequest.sent_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list."""

    number: str
    what: str
    state: str
    requester_name: str
    sent_at: dt.datetime


def mine(session: Session, me: Visitor) -> list[Listed]:
    """What I asked for last, and what others asked for to me."""
    own = sa.or_(ExceptionRequest.requester_id == me.id, ExceptionRequest.recipient_id == me.id)
    return _rows(session, own)


def of_units(session: Session, me: Visitor) -> list[Listed]:
    """What the units I lead asked for last, without my own."""
    if not me.led_units:
        return []
    theirs = sa.and_(ExceptionRequest.unit_id.in_(me.led_units), ExceptionRequest.requester_id != me.id)
    return _rows(session, theirs)


def _rows(session: Session, whose: sa.ColumnElement[bool]) -> list[Listed]:
    question = sa.select(*COLUMNS).where(whose).order_by(ExceptionRequest.id.desc()).limit(MOST)
    return [Listed(*tuple(row)) for row in session.execute(question)]
