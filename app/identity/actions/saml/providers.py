"""Finds the metadata of the identity providers: from a file, or fetched and kept for a while.

What was fetched is also kept in the data folder, so that every process has it and a provider whose metadata cannot be
reached does not shut anybody out.
"""

from __future__ import annotations

import datetime as dt
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO

import structlog

from app.config.saml import is_web
from app.identity.actions.saml import metadata
from app.identity.actions.saml.envelope import NotAccepted
from app.identity.actions.saml.metadata import IdentityProvider

FRESH = dt.timedelta(hours=6)
KEPT = dt.timedelta(days=14)
RETRY = dt.timedelta(minutes=1)
RENEW = dt.timedelta(minutes=5)
SECONDS = 5
MOST = 2 * 1024 * 1024

log = structlog.get_logger("shop.identity")
Fetch = Callable[[str], bytes]


class Unreachable(Exception):
    """The provider's metadata can neither be fetched nor found; the text is for the log."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """Metadata as it was read; `asked_at` is when its place was last asked, whether it answered or not."""

    provider: IdentityProvider | None
    read_at: dt.datetime
    asked_at: dt.datetime


class Providers:
    """The identity providers of one process, by key."""

    def __init__(self, places: Mapping[str, str], folder: Path, fetch: Fetch | None = None) -> None:
        self.places = dict(places)
        self.folder = folder
        self.fetch = fetch or fetch_metadata
        self.copies: dict[str, _Copy] = {}
        self.lock = threading.Lock()

    def get(self, key: str, at: dt.datetime) -> IdentityProvider:
        """A provider by key, asked for anew where the copy is old; raises KeyError, or Unreachable."""
        place = self.places[key]
        with self.lock:
            copy = self.copies.get(key) or self._from_disk(key, at)
            if copy is None or _is_due(place, copy, at):
                copy = self._ask(key, copy, at)
            self.copies[key] = copy
        return _usable(key, copy, at)

    def kept(self, key: str, at: dt.datetime) -> IdentityProvider:
        """A provider as this process or the data folder knows it, however old; asks only when nothing is known."""
        copy = self.copies.get(key)
        return _usable(key, copy, at) if copy and copy.provider else self.get(key, at)

    def at_hand(self, key: str, at: dt.datetime) -> IdentityProvider | None:
        """A provider as its file or the data folder tells of it; nobody is asked."""
        place = self.places[key]
        copy = self._from_disk(key, at) if is_web(place) else self._ask(key, None, at)
        try:
            return _usable(key, copy, at) if copy else None
        except Unreachable:
            return None

    def asked(self, key: str, at: dt.datetime) -> IdentityProvider | None:
        """A provider as `get` gives it, or None where it cannot be known."""
        try:
            return self.get(key, at)
        except Unreachable:
            return None

    def renew(self, key: str, at: dt.datetime) -> bool:
        """Ask anew, now and then, for a provider whose signature is not known; whether its certificates changed."""
        with self.lock:
            copy = self.copies.get(key)
            if copy and at - copy.asked_at < RENEW:
                return False
            fresh = self._ask(key, copy, at)
            self.copies[key] = fresh
        before = copy.provider.certificates if copy and copy.provider else ()
        return fresh.provider is not None and fresh.provider.certificates != before

    def by_entity(self, entity_id: str, at: dt.datetime) -> tuple[str, IdentityProvider]:
        """The key and provider of an entity id; raises NotAccepted for one that is not ours."""
        for key in self.places:
            try:
                provider = self.kept(key, at)
            except Unreachable:
                continue
            if provider.entity_id == entity_id:
                return key, provider
        raise NotAccepted(f"no identity provider of ours is named {entity_id[:200]}")

    def _ask(self, key: str, known: _Copy | None, at: dt.datetime) -> _Copy:
        """Read a provider at its place; what was known stays where that fails."""
        place = self.places[key]
        try:
            xml = self.fetch(place) if is_web(place) else Path(place).read_bytes()
            provider = metadata.read(xml)
        except (OSError, HTTPException, NotAccepted) as error:
            log.warning("saml_metadata", provider=key, error=f"{type(error).__name__}: {error}"[:300])
            return _Copy(known.provider, known.read_at, at) if known else _Copy(None, at, at)
        if is_web(place):
            self._to_disk(key, xml)
        return _Copy(provider, at, at)

    def _to_disk(self, key: str, xml: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{key}.{threading.get_ident()}.new"
        draft.write_bytes(xml)
        draft.replace(self.folder / f"{key}.xml")

    def _from_disk(self, key: str, at: dt.datetime) -> _Copy | None:
        """What some process fetched earlier."""
        file = self.folder / f"{key}.xml"
        try:
            read_at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
            return _Copy(metadata.read(file.read_bytes()), min(read_at, at), min(read_at, at))
        except (OSError, NotAccepted):
            return None


def _is_due(place: str, copy: _Copy, at: dt.datetime) -> bool:
    """Whether a place is to be asked again: a file soon, an address that answered after hours."""
    age = at - (copy.read_at if copy.provider and is_web(place) else copy.asked_at)
    return age >= (FRESH if copy.provider and is_web(place) else RETRY) and at - copy.asked_at >= RETRY


def _usable(key: str, copy: _Copy, at: dt.datetime) -> IdentityProvider:
    provider = copy.provider
    if provider is None:
        raise Unreachable(f"the metadata of {key} cannot be read")
    if (provider.valid_until and provider.valid_until <= at) or at - copy.read_at > KEPT:
        raise Unreachable(f"the metadata of {key} is no longer valid")
    return provider


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917  # the library calls it so
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Go nowhere else: the address in the settings is the one that is trusted."""


def fetch_metadata(address: str) -> bytes:
    """Fetch metadata from its own address, within seconds and of a sane size; raises OSError."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(address, timeout=SECONDS) as answer:
            content: bytes = answer.read(MOST + 1)
    except urllib.error.HTTPError as error:
        raise OSError(f"answered {error.code}") from error
    if len(content) > MOST:
        raise OSError("larger than 2 MiB")
    return content
