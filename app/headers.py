"""What every answer says to browsers besides its content."""

from __future__ import annotations

from app.config import Config

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def fixed(shop: Config) -> dict[str, str]:
    """The headers of every answer of a shop that does not say otherwise itself."""
    policy = CSP.format(forms=" ".join(("'self'", *shop.provider_origins)))
    strict = {} if shop.demo else {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return {"Content-Security-Policy": policy, **HEADERS, **strict}
