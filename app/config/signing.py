"""The settings of the ways to sign in: one OpenID Connect registration, any number of SAML identity providers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from app.config.reader import ConfigError, Reader

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
WAY = re.compile(r"(?!(entra|demo)$)[a-z0-9][a-z0-9-]{0,39}")
MICROSOFT = "login.microsoftonline.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entra:
    """The shop as an OpenID Connect client.

    `tenants` maps each tenant that may sign in to the keys of its organisations. Without tenants the provider is any
    conforming issuer, and its people are known by issuer and subject.
    """

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    tenants: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def origin(self) -> str:
        """Scheme and host of the provider."""
        return origin_of(self.metadata_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlProvider:
    """One SAML identity provider: a short key, where its metadata is (file or https), and its organisations' keys."""

    key: str
    metadata: str
    organisations: frozenset[str] = frozenset()


def entra(get: Reader) -> Entra | None:
    """The OpenID Connect client, or None when none is set; raises ConfigError when it is set by half."""
    found = {name: get(f"ENTRA_{name}") for name in ("METADATA_URL", "CLIENT_ID", "CLIENT_SECRET")}
    tenants = {tenant.lower(): _organisations(keys) for tenant, keys in get.pairs("ENTRA_TENANTS")}
    if not any(found.values()) and not tenants:
        return None
    missing = [f"ENTRA_{name}" for name, value in found.items() if not value]
    if missing:
        raise ConfigError(f"{' and '.join(missing)} must be set too when any ENTRA_ setting is.")
    if urlsplit(found["METADATA_URL"]).hostname == MICROSOFT and not tenants:
        raise ConfigError("ENTRA_TENANTS must list the tenants that may sign in, each as id=organisation.")
    return Entra(
        metadata_url=found["METADATA_URL"],
        client_id=found["CLIENT_ID"],
        client_secret=found["CLIENT_SECRET"],
        tenants=MappingProxyType(tenants),
    )


def saml(get: Reader) -> tuple[SamlProvider, ...]:
    """The SAML identity providers of `SAML_IDP_METADATA`: one place, or several as `organisations=place`.

    The first organisation is the key of the way in.
    """
    found = []
    for word in get.words("SAML_IDP_METADATA"):
        key, _, place = word.partition("=")
        if not place or "/" in key:
            key, place = "", word
        way = key.partition("+")[0] or "saml"
        if not WAY.fullmatch(way):
            raise ConfigError(f"SAML_IDP_METADATA: {way!r} must be an organisation's key, like laxa=https://….")
        found.append(SamlProvider(key=way, metadata=place, organisations=_organisations(key)))
    if len({provider.key for provider in found}) < len(found):
        raise ConfigError("SAML_IDP_METADATA names the same organisations twice: write each as organisation=place.")
    return tuple(found)


def _organisations(text: str) -> frozenset[str]:
    """Organisation keys joined by plus signs: `laxa+laxahem`."""
    return frozenset(key for key in text.split("+") if key)


def origin_of(address: str) -> str:
    """Scheme and host of a web address, or nothing for a file."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def is_plain(address: str) -> bool:
    """Whether an address is asked without encryption over a network."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname not in HERE
