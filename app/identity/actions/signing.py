"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import Person, SignInSession
from app.identity.queries import token_hash
from app.refusal import Refused


def sign_in(session: Session, *, provider: str, subject: str, browser: str, at: dt.datetime) -> str:
    """Begin a session for a known active person and return its token; raises Refused for anybody else."""
    person = session.scalar(sa.select(Person).where(Person.provider == provider, Person.subject == subject))
    if person is None or not person.active:
        raise Refused("identity.refused.unknown")
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=token_hash(token), person_id=person.id, created_at=at, seen_at=at, browser=browser[:200]
        )
    )
    history.record(session, Actor(person.id, person.name), at, [Event("person", person.id, "person.signed_in")])
    return token


def sign_out(session: Session, *, session_id: int, actor: Actor, at: dt.datetime) -> None:
    """End a session at once."""
    session.execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(ended_at=at))
    if actor.id is not None:
        history.record(session, actor, at, [Event("person", actor.id, "person.signed_out")])


def touch(session: Session, *, session_id: int, at: dt.datetime) -> None:
    """Note that a session is still in use; the caller keeps this apart from the request's unit of work."""
    session.execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(seen_at=at))
