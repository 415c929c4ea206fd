"""The ways in that this shop has, and which of them an organisation uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Config
from app.identity.models import Organisation, SignInSession

ENTRA = "entra"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to sign in; without organisations it is for everybody. `key` also names it in addresses."""

    key: str
    kind: str
    organisations: frozenset[str] = frozenset()

    def serves(self, organisation: str) -> bool:
        """Whether the people of an organisation use this way."""
        return not self.organisations or organisation in self.organisations


def ways(config: Config) -> tuple[Way, ...]:
    """Every configured way in, in the order they are shown."""
    entra = config.entra
    first = [Way(ENTRA, "oidc", frozenset().union(*entra.tenants.values()))] if entra else []
    return (*first, *(Way(provider.key, "saml", provider.organisations) for provider in config.saml))


def ways_for(session: Session, found: Sequence[Way], address: str) -> list[Way]:
    """The ways for somebody with this e-mail address, by its domain; nothing is looked up about the person."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    question = sa.select(Organisation.key).where(sa.func.lower(Organisation.email_domain) == domain)
    key = session.scalar(question.limit(1)) if domain else None
    return [way for way in found if way.serves(key)] if key else []


def short_names(session: Session, keys: Collection[str]) -> dict[str, str]:
    """The short names of organisations by key."""
    if not keys:
        return {}
    rows = session.execute(sa.select(Organisation.key, Organisation.short_name).where(Organisation.key.in_(keys)))
    return {row.key: row.short_name for row in rows}


def end_of(session: Session, session_id: int) -> tuple[str, dict[str, Any]]:
    """By which way a session began, and what its provider needs to end it there."""
    question = sa.select(SignInSession.way, SignInSession.end_hint).where(SignInSession.id == session_id)
    way, hint = session.execute(question).one()
    return way, hint
