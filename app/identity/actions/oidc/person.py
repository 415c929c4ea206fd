"""Who a believed ID token speaks of, how they proved it, and which roles and groups the directory tells of."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from app.identity.actions.roles import Directory

LONGEST_PROVIDER = 80
SKEW = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person of a provider: never an e-mail address or a name, which a directory may give to somebody else."""

    provider: str
    subject: str
    tenant: str
    authenticated_at: dt.datetime | None
    methods: tuple[str, ...]
    directory: Directory
    logout_hint: str
    overage: bool


def known(claims: dict[str, Any], *, with_tenants: bool, at: dt.datetime) -> Known:
    """Read checked claims; with tenants people are known by tenant and object id, else by issuer and subject."""
    overage = _is_overage(claims)
    tenant = claims["tid"] if with_tenants else ""
    return Known(
        provider=f"entra:{tenant}" if with_tenants else provider_key(claims["iss"]),
        subject=claims["oid"].lower() if with_tenants else claims["sub"],
        tenant=tenant,
        authenticated_at=_moment(claims.get("auth_time"), at),
        methods=_methods(claims),
        directory=Directory(_words(claims, "roles"), None if overage else _words(claims, "groups")),
        logout_hint=_text(claims.get("login_hint"))[:500],
        overage=overage,
    )


def provider_key(issuer: str) -> str:
    """How the people of an issuer without tenants are kept: by its address, or its digest when that is long."""
    if len(issuer) <= LONGEST_PROVIDER:
        return issuer
    return f"oidc:{hashlib.sha256(issuer.encode()).hexdigest()[:64]}"


def _is_overage(claims: dict[str, Any]) -> bool:
    """Whether the person has more groups than a token holds: then it holds none, and only says where to ask."""
    elsewhere = claims.get("_claim_names")
    named = isinstance(elsewhere, dict) and "groups" in elsewhere
    return named or claims.get("hasgroups") in (True, "true")


def _words(claims: dict[str, Any], name: str) -> frozenset[str] | None:
    """The texts of a list; none when it is absent, None ("not told") when it is no list of texts."""
    found = claims.get(name, [])
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        return None
    return frozenset(found)


def _methods(claims: dict[str, Any]) -> tuple[str, ...]:
    """`amr` as it stands, and each `acr` and authentication context with its kind before it."""
    found = [word[:60] for word in _words(claims, "amr") or () if word]
    contexts = [f"acrs:{word[:60]}" for word in _words(claims, "acrs") or () if word]
    level = _text(claims.get("acr"))
    return tuple(sorted(found) + sorted(contexts) + ([f"acr:{level[:60]}"] if level else []))[:20]


def _moment(seconds: Any, at: dt.datetime) -> dt.datetime | None:
    """When the person proved themselves, if the provider says so and it is no time to come."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 2**40:
        return None
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return min(moment, at) if moment <= at + SKEW else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
