"""Examines a running shop: settings, database, disk, outbox, worker."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import db, outbox
from app.config import Config, Entra
from app.history import HistoryHead
from app.identity.actions.oidc import Provider
from app.refusal import Refused

if TYPE_CHECKING:
    from app.identity.actions.saml.metadata import IdentityProvider

LEAST_DISK = 500 * 1024 * 1024
OLDEST_LETTER = dt.timedelta(minutes=15)
# So long before a certificate ends somebody must be told.
CERTIFICATE = dt.timedelta(days=30)
OLDEST_BEAT = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; one that is not `grave` is told of, and the shop goes on taking requests."""

    what: str
    good: bool
    detail: str
    grave: bool = True


def examine(session: Session, config: Config, now: dt.datetime) -> list[Finding]:
    """Everything worth looking at, each on its own so that one fault hides no other."""
    looks: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("database", lambda: _database(session)),
        ("history", lambda: _history(session)),
        ("disk", lambda: _disk(config)),
        ("outbox", lambda: _outbox(session, now)),
        ("worker", lambda: _worker(session, now)),
        ("mail", lambda: (True, "SMTP_URL" if config.smtp_url else f"files in {config.data_dir / 'mail'}")),
    ]
    asked = [_entra(config.entra)] if config.entra else []
    return [_look(what, look) for what, look in looks] + asked + identity_providers(config, now, ask=True)


def _entra(settings: Entra) -> Finding:
    """Whether the OpenID Connect provider answers, asked now; the shop goes on without it."""
    try:
        return Finding("entra", True, Provider(settings).issuer, grave=False)
    except Refused as reason:
        return Finding("entra", False, str(reason.params.get("why", reason.key)), grave=False)


def ready(session: Session, config: Config, now: dt.datetime) -> list[Finding]:
    """What must hold for the shop to take requests, and what will not hold for long."""
    must = [_look("database", lambda: _database(session)), _look("disk", lambda: _disk(config))]
    return must + identity_providers(config, now)


def identity_providers(config: Config, now: dt.datetime, *, ask: bool = False) -> list[Finding]:
    """Each SAML identity provider: whether its metadata is at hand, and its certificate holds for a while yet.

    With `ask`, a provider whose metadata is not at hand or old is asked for it now.
    """
    if not config.saml:
        return []
    from app.identity.actions.saml.providers import Providers  # here, since it needs the extra [saml]

    known = Providers({one.key: one.metadata for one in config.saml}, config.data_dir / "saml")
    look = known.asked if ask else known.at_hand
    return [_provider(one.key, look(one.key, now), now) for one in config.saml]


def _provider(key: str, provider: IdentityProvider | None, now: dt.datetime) -> Finding:
    if provider is None:
        return Finding(f"saml {key}", False, "metadata not read yet, or no longer valid", grave=False)
    end = provider.certificates_end
    return Finding(f"saml {key}", end - now > CERTIFICATE, f"certificate holds until {end.date()}", grave=False)


def _look(what: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        good, detail = look()
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return Finding(what, False, type(error).__name__)
    return Finding(what, good, detail)


def _database(session: Session) -> tuple[bool, str]:
    dialect = session.get_bind().dialect.name
    version = session.scalar(sa.text("SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"))
    if dialect != "sqlite":
        return True, f"PostgreSQL {version}"
    mode = session.scalar(sa.text("PRAGMA journal_mode"))
    fits = (mode == "wal") == db.sqlite_is_wal_safe()
    return fits, f"SQLite {version}, journal {mode}"


def _history(session: Session) -> tuple[bool, str]:
    count = session.scalar(sa.select(HistoryHead.last_id))
    return count is not None, f"{count} entries"


def _disk(config: Config) -> tuple[bool, str]:
    free = shutil.disk_usage(config.data_dir).free
    return free > LEAST_DISK, f"{free // 1024**2} MiB free"


def _outbox(session: Session, now: dt.datetime) -> tuple[bool, str]:
    waiting, parked, oldest = outbox.waiting(session)
    late = oldest is not None and now - oldest > OLDEST_LETTER
    return not late and not parked, f"{waiting} waiting, {parked} parked"


def _worker(session: Session, now: dt.datetime) -> tuple[bool, str]:
    at = session.scalar(sa.select(sa.func.max(outbox.Heartbeat.at)))
    return at is not None and now - at < OLDEST_BEAT, f"last seen {at.isoformat()}" if at else "never seen"
