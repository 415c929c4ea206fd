"""Settings from the environment (or files named by <NAME>_FILE), read once and checked at start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.config import saml, signing
from app.config.checks import check
from app.config.reader import ConfigError, Reader
from app.config.saml import SamlShop
from app.config.scim import ScimToken, scim_tokens
from app.config.signing import Entra, SamlProvider, origin_of
from app.db import sqlite_url

__all__ = ["Config", "ConfigError", "Entra", "SamlProvider", "SamlShop", "ScimToken", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one running shop; `dispatch_delay` is seconds."""

    mode: str
    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "it-butiken@example.invalid"
    partner_order_via: str = "mail"
    dispatch_delay: int = 600
    step_up_methods: tuple[str, ...] = ()
    ticketing_url: str = ""
    ticketing_secret: str = ""
    ticketing_mail: str = ""
    debug: bool = False
    entra: Entra | None = None
    saml: tuple[SamlProvider, ...] = ()
    saml_shop: SamlShop | None = None
    scim: tuple[ScimToken, ...] = ()

    @property
    def demo(self) -> bool:
        """Whether demo sign-in and the demo world may exist."""
        return self.mode == "demo"

    @property
    def demanded_methods(self) -> tuple[str, ...]:
        """In which ways somebody must have signed in for what is powerful; the demo's sign-in knows no ways."""
        return () if self.demo else self.step_up_methods

    @property
    def files_dir(self) -> Path:
        """Where kept files lie."""
        return self.data_dir / "files"

    @property
    def provider_origins(self) -> tuple[str, ...]:
        """Where a form of the shop may lead a browser besides the shop itself: the identity providers."""
        entra = (self.entra.origin,) if self.entra else ()
        found = (*entra, *(origin_of(provider.metadata) for provider in self.saml))
        return tuple(dict.fromkeys(origin for origin in found if origin))


def read(environ: Mapping[str, str]) -> Config:
    """The settings of an environment; raises ConfigError when production would be unsafe."""
    get = Reader(environ)
    mode = get("SHOP_MODE") or "demo"
    if mode not in ("demo", "production"):
        raise ConfigError(f"SHOP_MODE is '{mode}': it must be demo or production.")
    data_dir = Path(get("DATA_DIR") or "var").resolve()
    providers = signing.saml(get)
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
        step_up_methods=get.words("STEP_UP_METHODS"),
        ticketing_url=get("TICKETING_URL"),
        ticketing_secret=get("TICKETING_SECRET"),
        ticketing_mail=get("TICKETING_MAIL"),
        debug=get("FLASK_DEBUG") not in ("", "0"),
        entra=signing.entra(get),
        saml=providers,
        saml_shop=saml.shop(get, get("BASE_URL").rstrip("/"), frozenset(provider.key for provider in providers)),
        scim=scim_tokens(get),
    )
    check(config, get)
    return config


def _demo_key(data_dir: Path) -> str:
    """A key of the demo's own, made at the first start and kept beside its database."""
    file = data_dir / "secret_key"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()
