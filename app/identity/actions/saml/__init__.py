"""SAML sign-in. All but `envelope` and `kept` needs the extra [saml] and is imported where a provider is set."""

from __future__ import annotations

from importlib import import_module

from app.config import ConfigError

MISSING = (
    "SAML_IDP_METADATA is set, but the packages of SAML are missing or do not fit together: "
    "install them with `pip install --require-hashes -r requirements-saml.lock`."
)


def need() -> None:
    """Load what SAML needs once, before the first request; raises ConfigError where it cannot be loaded."""
    try:
        import_module("onelogin.saml2.auth")
    except Exception as error:  # xmlsec raises its own kind when it was built for another lxml
        raise ConfigError(f"{MISSING} ({type(error).__name__}: {error})") from error
