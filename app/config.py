"""Settings from the environment (or files named by <NAME>_FILE), read once and checked at start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.db import sqlite_url

WEAK = frozenset({"", "secret", "changeme", "dev", "development", "example"})
LEAST_KEY = 32


class ConfigError(Exception):
    """A setting is missing or unsafe; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one running shop; `dispatch_delay` is seconds."""

    mode: str
    data_dir: Path
    database_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    smtp_url: str = ""
    mail_from: str = "it-butiken@example.invalid"
    partner_order_via: str = "mail"
    dispatch_delay: int = 600
    debug: bool = False

    @property
    def demo(self) -> bool:
        """Whether demo sign-in and the demo world may exist."""
        return self.mode == "demo"

    @property
    def files_dir(self) -> Path:
        """Where kept files lie."""
        return self.data_dir / "files"


def read(environ: Mapping[str, str]) -> Config:
    """The settings of an environment; raises ConfigError when production would be unsafe."""
    get = _Reader(environ)
    mode = get("SHOP_MODE") or "demo"
    if mode not in ("demo", "production"):
        raise ConfigError(f"SHOP_MODE is '{mode}': it must be demo or production.")
    data_dir = Path(get("DATA_DIR") or "var").resolve()
    config = Config(
        mode=mode,
        data_dir=data_dir,
        database_url=get("DATABASE_URL") or sqlite_url(data_dir),
        secret_key=get("SECRET_KEY") or (_demo_key(data_dir) if mode == "demo" else ""),
        secret_key_fallbacks=get.words("SECRET_KEY_FALLBACKS"),
        base_url=get("BASE_URL").rstrip("/"),
        trusted_hosts=get.words("TRUSTED_HOSTS"),
        trusted_proxies=get.number("TRUSTED_PROXIES", 0),
        smtp_url=get("SMTP_URL"),
        mail_from=get("MAIL_FROM") or "it-butiken@example.invalid",
        partner_order_via=get("PARTNER_ORDER_VIA") or "mail",
        dispatch_delay=get.number("DISPATCH_DELAY", 60 if mode == "demo" else 600),
        debug=get("FLASK_DEBUG") not in ("", "0"),
    )
    _check(config)
    return config


@dataclass(frozen=True, slots=True)
class _Reader:
    environ: Mapping[str, str]

    def __call__(self, name: str) -> str:
        file = self.environ.get(f"{name}_FILE", "")
        if file:
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(f"{name}_FILE cannot be read: {error.strerror}.") from error
        return self.environ.get(name, "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word for word in self(name).replace(",", " ").split() if word)

    def number(self, name: str, default: int) -> int:
        text = self(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()):
            raise ConfigError(f"{name} is '{text}': it must be a whole number.")
        return int(text)


def _check(config: Config) -> None:
    if config.partner_order_via not in ("mail", "folder"):
        raise ConfigError("PARTNER_ORDER_VIA must be mail or folder.")
    if config.demo:
        return
    if len(config.secret_key) < LEAST_KEY or config.secret_key.lower() in WEAK:
        raise ConfigError(f"SECRET_KEY must be set to at least {LEAST_KEY} random characters in production.")
    if not config.base_url.startswith("https://"):
        raise ConfigError("BASE_URL must be set to the shop's https address in production.")
    if config.debug:
        raise ConfigError("FLASK_DEBUG must be off in production.")


def _demo_key(data_dir: Path) -> str:
    """A key of the demo's own, made at the first start and kept beside its database."""
    file = data_dir / "secret_key"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()
