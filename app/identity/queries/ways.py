"""The ways in that this shop has, and which of them an organisation uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Config
from app.identity.models import Contact, EmailDomain, Organisation, PendingSignIn, Person, RoleMapping, SignInSession
from app.identity.queries.visitor import token_hash

ENTRA = "entra"
# Whom people turn to when they cannot sign in, the best first.
ASKED = ("it_contact", "municipality_contact")


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
    more = sa.select(EmailDomain.organisation_id).where(sa.func.lower(EmailDomain.domain) == domain)
    theirs = sa.or_(sa.func.lower(Organisation.email_domain) == domain, Organisation.id.in_(more))
    key = session.scalar(sa.select(Organisation.key).where(theirs).limit(1)) if domain else None
    return [way for way in found if way.serves(key)] if key else []


def short_names(session: Session, keys: Collection[str]) -> dict[str, str]:
    """The short names of organisations by key."""
    if not keys:
        return {}
    rows = session.execute(sa.select(Organisation.key, Organisation.short_name).where(Organisation.key.in_(keys)))
    return {row.key: row.short_name for row in rows}


def pending_way(session: Session, state: str, kind: str) -> str:
    """The way in that a state belongs to, or nothing; whether this browser began it is asked when it is claimed."""
    question = sa.select(PendingSignIn.way).where(
        PendingSignIn.state_hash == token_hash(state), PendingSignIn.kind == kind
    )
    return session.scalar(question) or ""


def end_of(session: Session, session_id: int) -> tuple[str, dict[str, Any]]:
    """By which way a session began, and what its provider needs to end it there."""
    question = sa.select(SignInSession.way, SignInSession.end_hint).where(SignInSession.id == session_id)
    way, hint = session.execute(question).one()
    return way, hint


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom an organisation's people turn to; any part may be empty."""

    organisation: str
    name: str
    email: str
    phone: str
    text: str


def contacts_of(session: Session, organisations: Collection[str], today: dt.date) -> list[Asked]:
    """Whom the people of these organisations turn to today when they cannot sign in, one for each organisation."""
    if not organisations:
        return []
    best = sa.case({kind: place for place, kind in enumerate(ASKED)}, value=Contact.kind)
    question = (
        sa.select(
            Organisation.name,
            sa.func.coalesce(Person.name, Contact.name),
            sa.func.coalesce(Person.email, Contact.email),
            Contact.phone,
            Contact.text,
        )
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .outerjoin(Person, sa.and_(Person.id == Contact.person_id, Person.active))
        .where(Organisation.key.in_(organisations), Contact.kind.in_(ASKED), Contact.valid_from <= today)
        .where(sa.or_(Contact.valid_to.is_(None), Contact.valid_to >= today))
        .order_by(Organisation.name, best, Contact.id)
    )
    found: dict[str, Asked] = {}
    for row in session.execute(question):
        found.setdefault(row[0], Asked(*row))
    return list(found.values())


def role_mappings(session: Session, provider: str = "") -> list[tuple[RoleMapping, str]]:
    """What roles and groups of the directories give (of one provider, or of all), each with its organisation's name."""
    question = (
        sa.select(RoleMapping, sa.func.coalesce(Organisation.short_name, ""))
        .outerjoin(Organisation, Organisation.id == RoleMapping.organisation_id)
        .order_by(RoleMapping.provider, RoleMapping.claim, RoleMapping.value, RoleMapping.role, RoleMapping.id)
    )
    rows = session.execute(question.where(RoleMapping.provider == provider) if provider else question)
    return [(row[0], row[1]) for row in rows]
