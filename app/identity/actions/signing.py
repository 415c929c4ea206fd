"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.actions.roles import Directory, sync_roles
from app.identity.models import Person, SignInAttempt, SignInSession
from app.identity.queries import token_hash
from app.refusal import Refused

DEMO = "demo"
SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """From where somebody comes: address, browser, the request's reference, and the session token it had before."""

    address: str = ""
    browser: str = ""
    reference: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a person proved who they are: the way in, when, and with what methods (`amr`, `acr`).

    `end_hint` is what the provider needs to end it there, `end_key` by what it names the session when it ends it here;
    `directory` is what it says of roles, None when nothing.
    """

    way: str = DEMO
    authenticated_at: dt.datetime | None = None
    methods: tuple[str, ...] = ()
    end_hint: dict[str, Any] = field(default_factory=dict)
    end_key: str | None = None
    directory: Directory | None = None


def sign_in(  # the five facts of a sign-in, and two that a plain one does without
    session: Session,
    *,
    provider: str,
    subject: str,
    browser: str = "",
    at: dt.datetime,
    proof: Proof = Proof(),
    arrival: Arrival = Arrival(),
) -> str:
    """Begin a session for a known active person and return its token; raises Refused for anybody else.

    The session that this browser had before ends. Nothing is written when it is refused: see `note_refusal`.
    """
    person = session.scalar(sa.select(Person).where(Person.provider == provider, Person.subject == subject))
    if person is None:
        raise Refused("identity.refused.unknown")
    if not person.active:
        raise Refused("identity.refused.closed")
    if arrival.before:
        _end(session, SignInSession.token_hash == token_hash(arrival.before), at)
    if proof.directory is not None:
        sync_roles(session, person, proof.directory, at=at)
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        token_hash=token_hash(token),
        person_id=person.id,
        created_at=at,
        seen_at=at,
        browser=(browser or arrival.browser)[:200],
        address=arrival.address[:60],
        way=proof.way,
        authenticated_at=proof.authenticated_at,
        methods=list(proof.methods),
        end_hint=proof.end_hint,
        end_key=proof.end_key,
    )
    session.add(row)
    _note(session, proof.way, (provider, subject), SIGNED_IN, person_id=person.id, arrival=arrival, at=at)
    history.record(session, Actor(person.id, person.name), at, [Event("person", person.id, "person.signed_in")])
    return token


def note_refusal(
    session: Session, way: str, reason: str, *, who: tuple[str, str] = ("", ""), arrival: Arrival, at: dt.datetime
) -> None:
    """Keep a refused try: `who` is the provider and subject as far as they were proven, `reason` its key."""
    _note(session, way, who, reason, person_id=None, arrival=arrival, at=at)


def _note(
    session: Session,
    way: str,
    who: tuple[str, str],
    outcome: str,
    *,
    person_id: int | None,
    arrival: Arrival,
    at: dt.datetime,
) -> None:
    provider, subject = who
    session.add(
        SignInAttempt(
            at=at,
            way=way,
            provider=provider[:80],
            subject=subject[:120],
            outcome=outcome[:40],
            person_id=person_id,
            address=arrival.address[:60],
            browser=arrival.browser[:200],
            reference=arrival.reference[:20],
        )
    )


def sign_out(session: Session, *, session_id: int, actor: Actor, at: dt.datetime) -> None:
    """End a session at once."""
    _end(session, SignInSession.id == session_id, at)
    if actor.id is not None:
        history.record(session, actor, at, [Event("person", actor.id, "person.signed_out")])


def _end(session: Session, which: sa.ColumnElement[bool], at: dt.datetime) -> None:
    session.execute(sa.update(SignInSession).where(which, SignInSession.ended_at.is_(None)).values(ended_at=at))


def touch(session: Session, *, session_id: int, at: dt.datetime) -> None:
    """Note that a session is still in use; the caller keeps this apart from the request's unit of work."""
    session.execute(sa.update(SignInSession).where(SignInSession.id == session_id).values(seen_at=at))
