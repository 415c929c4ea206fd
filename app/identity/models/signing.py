"""Signing in while it is under way, and how it went."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

KINDS = ("oidc", "saml")


class PendingSignIn(Base):
    """A sign-in that a browser began and that its identity provider has not answered yet.

    The browser's cookie holds a random handle and the provider brings back the state; the row holds only their hashes.
    `proof` is the PKCE verifier, or the id of the SAML request. It may be used once.
    """

    __tablename__ = "pending_sign_in"
    __table_args__ = (one_of("kind", KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    handle_hash: Mapped[str] = mapped_column(sa.String(64))
    way: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(10))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    proof: Mapped[str] = mapped_column(sa.String(200))
    onward: Mapped[str] = mapped_column(sa.String(2000))
    fresh: Mapped[bool]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]


class SignInAttempt(Base):
    """One try to sign in that reached the shop: `signed_in`, or the key of why not. No token is ever kept."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(sa.String(40))
    provider: Mapped[str] = mapped_column(sa.String(80))
    subject: Mapped[str] = mapped_column(sa.String(120))
    outcome: Mapped[str] = mapped_column(sa.String(40), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(60))
    browser: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(20))
