"""Doors to sign in and out, to own choices, and the loader that finds who is at the door."""

from app.identity.views import confirming, entra, saml, sessions, settings, signing, substitutes, ways
from app.identity.views.doors import blueprint
from app.identity.views.loader import load_with
from app.identity.views.signing import DEMO_PEOPLE

__all__ = [
    "DEMO_PEOPLE",
    "blueprint",
    "confirming",
    "entra",
    "load_with",
    "saml",
    "sessions",
    "settings",
    "signing",
    "substitutes",
    "ways",
]
