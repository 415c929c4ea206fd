"""A sign-in under way: begun by one browser for one way in, and taken up once when the provider answers."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import PendingSignIn
from app.identity.queries import Way, token_hash
from app.refusal import Refused

LASTS = dt.timedelta(minutes=10)
LONGEST_STATE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a browser begins.

    `handle` is in its cookie, `state` goes to the provider and back, `onward` is a local path. `proof` is the PKCE
    verifier or the id of the SAML request; `fresh` asks the person to prove themselves anew.
    """

    way: Way
    handle: str
    onward: str
    fresh: bool = False
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    proof: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that was taken up."""

    nonce: str
    proof: str
    onward: str
    fresh: bool
    created_at: dt.datetime


def begin(session: Session, start: Start, *, at: dt.datetime) -> None:
    """Remember a sign-in for ten minutes, and forget those that nobody came back for."""
    session.execute(sa.delete(PendingSignIn).where(PendingSignIn.expires_at < at - LASTS))
    session.add(
        PendingSignIn(
            state_hash=token_hash(start.state),
            handle_hash=token_hash(start.handle),
            way=start.way.key,
            kind=start.way.kind,
            nonce=start.nonce,
            proof=start.proof,
            onward=start.onward,
            fresh=start.fresh,
            created_at=at,
            expires_at=at + LASTS,
        )
    )


def claim(session: Session, way: Way, *, state: str, handle: str, at: dt.datetime) -> Begun:
    """Take up a sign-in, once: the same way in, the same browser, in time; raises Refused otherwise.

    The guard is one statement, so of two answers at once, on any worker, only one gets through.
    """
    if not (0 < len(state) <= LONGEST_STATE and 0 < len(handle) <= LONGEST_STATE):
        raise Refused("signing.refused.not_begun")
    mine = sa.and_(
        PendingSignIn.state_hash == token_hash(state),
        PendingSignIn.handle_hash == token_hash(handle),
        PendingSignIn.way == way.key,
        PendingSignIn.kind == way.kind,
    )
    claimed = sa.update(PendingSignIn).where(mine, PendingSignIn.used_at.is_(None), PendingSignIn.expires_at > at)
    result = cast(sa.CursorResult[Any], session.execute(claimed.values(used_at=at)))
    if result.rowcount != 1:
        raise Refused("signing.refused.not_begun")
    columns = [getattr(PendingSignIn, name) for name in ("nonce", "proof", "onward", "fresh", "created_at")]
    nonce, proof, onward, fresh, created_at = session.execute(sa.select(*columns).where(mine)).one()
    return Begun(nonce=nonce, proof=proof, onward=onward, fresh=fresh, created_at=created_at)
