"""What settings must hold before the shop starts (PROMISES 11 and 85)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config.reader import ConfigError, Reader
from app.config.signing import is_plain

if TYPE_CHECKING:
    from app.config import Config

LEAST_KEY = 32
EXAMPLES = ("secret", "changeme", "change-me", "change_me", "example", "password", "development", "your-key", "012345")


def check(config: Config, get: Reader) -> None:
    """Raise ConfigError for a setting that is wrong, or unsafe in production."""
    if config.partner_order_via not in ("mail", "folder"):
        raise ConfigError("PARTNER_ORDER_VIA must be mail or folder.")
    if config.ticketing_url and len(config.ticketing_secret) < LEAST_KEY:
        raise ConfigError(f"TICKETING_SECRET must be at least {LEAST_KEY} random characters when TICKETING_URL is set.")
    for name, address in _providers(config):
        if is_plain(address):
            raise ConfigError(f"{name} must be an https address.")
    if not config.demo:
        _check_production(config, get)


def _check_production(config: Config, get: Reader) -> None:
    _check_keys(config)
    if not config.base_url.startswith("https://"):
        raise ConfigError("BASE_URL must be set to the shop's https address in production.")
    if config.ticketing_url and not config.ticketing_url.startswith("https://"):
        raise ConfigError("TICKETING_URL must be an https address in production.")
    if config.debug:
        raise ConfigError("FLASK_DEBUG must be off in production.")
    if get.exposed:
        raise ConfigError(f"{get.exposed[0]}_FILE can be read by others: let only its owner read it (chmod 600).")
    if config.entra is None and not config.saml:
        raise ConfigError("No way to sign in is set: set the ENTRA_ settings or SAML_IDP_METADATA.")
    for name, address in _providers(config):
        if address.startswith("http:"):
            raise ConfigError(f"{name} must be an https address in production.")


def _check_keys(config: Config) -> None:
    if is_weak(config.secret_key):
        raise ConfigError(f"SECRET_KEY must be set to at least {LEAST_KEY} random characters in production.")
    if any(is_weak(key) for key in config.secret_key_fallbacks):
        raise ConfigError(f"SECRET_KEY_FALLBACKS holds a key of less than {LEAST_KEY} random characters: remove it.")


def is_weak(key: str) -> bool:
    """Whether a key is short or taken from an example."""
    plain = key.lower()
    return len(key.encode()) < LEAST_KEY or plain.startswith(EXAMPLES)


def _providers(config: Config) -> list[tuple[str, str]]:
    found = [("ENTRA_METADATA_URL", config.entra.metadata_url)] if config.entra else []
    return found + [("SAML_IDP_METADATA", provider.metadata) for provider in config.saml]
