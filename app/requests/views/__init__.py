"""The doors of requests."""

from app.requests.views import administering, glossary, making, systems
from app.requests.views.doors import blueprint

__all__ = ["administering", "blueprint", "glossary", "making", "systems"]
