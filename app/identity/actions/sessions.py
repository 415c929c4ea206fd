"""Ending sessions one by one or all at once, and proving anew who sits there."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import SignInSession
from app.identity.queries import token_hash
from app.refusal import Missing


def end_one(session: Session, session_id: int, *, actor: Actor, at: dt.datetime) -> None:
    """End one of my own sessions; raises Missing for anybody else's, and for one that has ended."""
    mine = sa.update(SignInSession).where(SignInSession.id == session_id, SignInSession.person_id == actor.id)
    ended = session.execute(
        mine.where(SignInSession.ended_at.is_(None)).values(ended_at=at).returning(SignInSession.id)
    )
    if ended.scalar() is None or actor.id is None:
        raise Missing
    history.record(session, actor, at, [Event("person", actor.id, "person.session_ended", {"count": 1})])


def end_all(session: Session, person_id: int, *, actor: Actor, at: dt.datetime) -> int:
    """End every session of a person at once; gives how many there were."""
    theirs = sa.update(SignInSession).where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
    count = len(session.execute(theirs.values(ended_at=at).returning(SignInSession.id)).all())
    history.record(session, actor, at, [Event("person", person_id, "person.session_ended", {"count": count})])
    return count


def confirm(session: Session, session_id: int, *, actor: Actor, at: dt.datetime) -> str:
    """Note that somebody has proven anew who they are, and give the session a new token; the old one is worthless."""
    token = secrets.token_urlsafe(32)
    anew = {"token_hash": token_hash(token), "authenticated_at": at, "seen_at": at}
    session.execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(anew))
    if actor.id is not None:
        history.record(session, actor, at, [Event("person", actor.id, "person.confirmed")])
    return token
