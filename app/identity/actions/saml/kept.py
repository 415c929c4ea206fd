"""What SAML leaves in the database: messages used up, wishes to sign out under way, sessions that end."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import UtcDateTime
from app.history import Actor, Event
from app.identity.models import Person, SamlMessage, SamlSignOut, SignInSession
from app.identity.queries import token_hash

LONGEST_NAME = 80
ANSWER_WITHIN = dt.timedelta(minutes=10)
# One statement, so that of two workers with the same message only one acts upon it; both databases speak it.
_USE_UP = sa.text(
    "INSERT INTO saml_message (digest, until) VALUES (:digest, :until) ON CONFLICT (digest) DO NOTHING"
).bindparams(sa.bindparam("until", type_=UtcDateTime))


def digest_of(provider: str, text: str) -> str:
    """The digest by which something of a provider is kept: a message's id, or a person's NameID."""
    return hashlib.sha256(f"{provider}\0{text}".encode()).hexdigest()


def provider_name(entity_id: str) -> str:
    """By what people of an identity provider are known here: its name, or a digest of one that is too long."""
    return entity_id if len(entity_id) <= LONGEST_NAME else f"sha256:{hashlib.sha256(entity_id.encode()).hexdigest()}"


def use_up(session: Session, provider: str, message_id: str, *, until: dt.datetime) -> bool:
    """Note that a message is acted upon now; whether it was the first time, on any worker."""
    done = session.execute(_USE_UP, {"digest": digest_of(provider, message_id), "until": until})
    return cast(sa.CursorResult[Any], done).rowcount == 1


def begin_sign_out(session: Session, way: str, request_id: str, *, at: dt.datetime) -> str:
    """Remember a wish to sign out for ten minutes; gives the state that travels with it."""
    state = secrets.token_urlsafe(32)
    row = SamlSignOut(state_hash=token_hash(state), way=way, request_id=request_id, expires_at=at + ANSWER_WITHIN)
    session.add(row)
    return state


def sign_out_under_way(session: Session, state: str, *, at: dt.datetime) -> tuple[str, str] | None:
    """The way and request id of a wish to sign out that waits for its answer."""
    question = sa.select(SamlSignOut.way, SamlSignOut.request_id).where(
        SamlSignOut.state_hash == token_hash(state), SamlSignOut.expires_at > at
    )
    row = session.execute(question).one_or_none()
    return (row.way, row.request_id) if row else None


def end_sessions(session: Session, end_key: str, indexes: Collection[str], *, at: dt.datetime) -> int:
    """End the sessions of a NameID, or those of the given indexes; how many there were."""
    question = (
        sa.select(SignInSession.id, SignInSession.end_hint, Person.id.label("person_id"), Person.name)
        .join(Person, Person.id == SignInSession.person_id)
        .where(SignInSession.end_key == end_key, SignInSession.ended_at.is_(None))
    )
    found = [row for row in session.execute(question) if not indexes or row.end_hint.get("index") in indexes]
    ids = [row.id for row in found]
    session.execute(sa.update(SignInSession).where(SignInSession.id.in_(ids)).values(ended_at=at))
    for row in found:
        history.record(
            session, Actor(row.person_id, row.name), at, [Event("person", row.person_id, "person.signed_out")]
        )
    return len(found)


def sweep(session: Session, at: dt.datetime) -> None:
    """Forget messages that can no longer be used, and wishes that nobody answered."""
    session.execute(sa.delete(SamlMessage).where(SamlMessage.until < at))
    session.execute(sa.delete(SamlSignOut).where(SamlSignOut.expires_at < at))
