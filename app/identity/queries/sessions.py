"""Where a person is signed in, and how it has gone when they tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import SignInAttempt, SignInSession
from app.identity.queries.browsers import HANDHELD, browser_and_system
from app.identity.queries.visitor import ABSOLUTE, IDLE, Visitor, token_hash

RECENT = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which a person is signed in."""

    id: int
    browser: str
    created_at: dt.datetime
    seen_at: dt.datetime
    address: str

    @property
    def names(self) -> tuple[str, str]:
        """Browser and system by name."""
        return browser_and_system(self.browser)

    @property
    def is_handheld(self) -> bool:
        """Whether it is a phone or a tablet, as far as the browser says."""
        return self.names[1] in HANDHELD

    @property
    def last(self) -> dt.datetime:
        """When it ends for good, however much it is used (UTC)."""
        return self.created_at + ABSOLUTE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in."""

    id: int
    at: dt.datetime
    outcome: str
    address: str
    browser: str
    way: str

    @property
    def names(self) -> tuple[str, str]:
        """Browser and system by name."""
        return browser_and_system(self.browser)


def is_live(now: dt.datetime) -> sa.ColumnElement[bool]:
    """The condition that a session still lets its browser in."""
    return sa.and_(
        SignInSession.ended_at.is_(None), SignInSession.seen_at > now - IDLE, SignInSession.created_at > now - ABSOLUTE
    )


def places(session: Session, me: Visitor, now: dt.datetime) -> list[Place]:
    """Where I am signed in now, this browser first."""
    columns = [getattr(SignInSession, name) for name in Place.__slots__]
    question = sa.select(*columns).where(SignInSession.person_id == me.id, is_live(now))
    found = session.execute(question.order_by((SignInSession.id == me.session_id).desc(), SignInSession.seen_at.desc()))
    return [Place(*row) for row in found]


def my_attempts(session: Session, me: Visitor) -> Sequence[Attempt]:
    """How it went the last times I tried to sign in, newest first."""
    columns = [getattr(SignInAttempt, name) for name in Attempt.__slots__]
    question = sa.select(*columns).where(SignInAttempt.person_id == me.id).order_by(SignInAttempt.id.desc())
    return [Attempt(*row) for row in session.execute(question.limit(RECENT))]


def person_behind(session: Session, token: str) -> int | None:
    """Whose session a token was, whether it has ended or not."""
    return session.scalar(sa.select(SignInSession.person_id).where(SignInSession.token_hash == token_hash(token)))


def way_of_session(session: Session, session_id: int) -> str:
    """By which way in a session began."""
    return session.scalars(sa.select(SignInSession.way).where(SignInSession.id == session_id)).one()
