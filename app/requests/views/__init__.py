"""The doors of requests."""

from app.requests.views import accounts, administering, glossary, making, systems
from app.requests.views.doors import blueprint

__all__ = ["accounts", "administering", "blueprint", "glossary", "making", "systems"]
