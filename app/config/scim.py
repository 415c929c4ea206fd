"""The settings of directories that keep the shop's people: one token for each municipality."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.config.reader import ConfigError, Reader

LEAST_TOKEN = 32
# organisation+organisation, and after an at sign the provider where it is not to be found among the ways to sign in.
_NAMED = re.compile(r"([a-z0-9-]+(?:\+[a-z0-9-]+)*)(?:@([^=\s]+))?=(.+)")


@dataclass(frozen=True, slots=True)
class ScimToken:
    """The digest of a token, the provider its people sign in with, and its organisations' keys (none means all)."""

    digest: bytes
    provider: str
    organisations: frozenset[str] = frozenset()


def token_digest(token: str) -> bytes:
    """How tokens are compared: never as they stand."""
    return hashlib.sha256(token.encode()).digest()


def scim_tokens(get: Reader) -> tuple[ScimToken, ...]:
    """The tokens of `SCIM_TOKEN`: one alone, or several as `organisation+organisation=token`.

    Raises ConfigError for one that is short or stands twice. A directory's people sign in through the Entra tenant of
    their organisations, where there is one.
    """
    tenants = {tenant.lower(): frozenset(keys.split("+")) for tenant, keys in get.pairs("ENTRA_TENANTS")}
    found = tuple(_token(word, tenants) for word in get.words("SCIM_TOKEN"))
    if len({token.digest for token in found}) < len(found):
        raise ConfigError("SCIM_TOKEN holds the same token twice: give each municipality its own.")
    return found


def _token(word: str, tenants: Mapping[str, frozenset[str]]) -> ScimToken:
    named = _NAMED.fullmatch(word)
    keys, provider, token = named.groups() if named and len(named[3]) >= LEAST_TOKEN else ("", "", word)
    if len(token) < LEAST_TOKEN:
        raise ConfigError(f"SCIM_TOKEN holds a token of less than {LEAST_TOKEN} random characters.")
    organisations = frozenset(key for key in (keys or "").split("+") if key)
    return ScimToken(token_digest(token), provider or _provider(organisations, tenants), organisations)


def _provider(organisations: frozenset[str], tenants: Mapping[str, frozenset[str]]) -> str:
    if not organisations and len(tenants) == 1:
        return f"entra:{next(iter(tenants))}"
    for tenant, keys in tenants.items():
        if organisations & keys:
            return f"entra:{tenant}"
    return f"scim:{'+'.join(sorted(organisations)) or 'directory'}"[:80]
