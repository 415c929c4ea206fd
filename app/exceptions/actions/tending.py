"""What days bring: an approval that nobody used lapses, and what is in use is looked at again."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.actions import letters
from app.exceptions.actions.buying import IT_PAGE
from app.exceptions.actions.moves import hold, move
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.history import Actor, Event, record
from app.identity.queries import Visitor, addresses_of
from app.refusal import Changed, Refused
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.outside import MAY_BUY, ExceptionState
from catalogue.terms import Role

MOST = 100
REMIND_BEFORE = dt.timedelta(days=14)
USED = (ExceptionState.PURCHASED.value, ExceptionState.REGISTERED.value)


def tend(session: Session, *, now: dt.datetime) -> None:
    """Let unused approvals lapse, remind of those that soon will, and call IT to what it wanted to see again."""
    today = today_of(now)
    may_buy = ExceptionRequest.state.in_([state.value for state in MAY_BUY])
    over = sa.select(ExceptionRequest.id).where(may_buy, ExceptionRequest.expires_on < today)
    for request_id in session.scalars(over.limit(MOST)).all():
        _lapse(session, hold(session, request_id), now)
    soon = sa.select(ExceptionRequest).where(
        may_buy, ExceptionRequest.reminded_at.is_(None), ExceptionRequest.expires_on <= today + REMIND_BEFORE
    )
    for request in session.scalars(soon.limit(MOST)).all():
        _remind(session, request, now)
    due = sa.select(ExceptionRequest).where(
        ExceptionRequest.state.in_(USED), ExceptionRequest.review_on <= today
    )  # fmt: skip
    for request in session.scalars(due.limit(MOST)).all():
        to = addresses_of(session, Role.IT_WORKPLACE, today)
        letters.write(session, request, "review", to, at=now, path=IT_PAGE)


def review(
    session: Session, me: Visitor, request: ExceptionRequest, note: str, *, again_on: dt.date | None, at: dt.datetime
) -> None:
    """Note what IT saw when it looked at it again, and when next; None for never."""
    if request.state not in USED or request.review_on is None:
        raise Changed("exceptions.refused.moved", number=request.number)
    if not note:
        raise Refused("exceptions.refused.note")
    if again_on is not None and again_on <= today_of(at):
        raise Refused("exceptions.refused.past")
    held = hold(session, request.id)
    held.review_on, held.review_note, held.reviewed_at = again_on, note, at
    data = {
        "number": held.number,
        "note": note,
        "day": day_long(again_on, year=True) if again_on else say("exceptions.never"),
    }
    record(session, me.actor, at, [Event(EXCEPTION, held.id, "exception.reviewed", data)])


def _lapse(session: Session, request: ExceptionRequest, now: dt.datetime) -> None:
    if request.state in [state.value for state in MAY_BUY]:
        move(session, request, ExceptionState.EXPIRED, actor=Actor(None, say("delivery.shop")), at=now)
        letters.tell(session, request, "expired", at=now)


def _remind(session: Session, request: ExceptionRequest, now: dt.datetime) -> None:
    request.reminded_at = now
    assert request.expires_on is not None  # noqa: S101  # only those with a day were asked for
    letters.tell(session, request, "lapses", at=now, day=day_long(request.expires_on))
