"""The doors of operations messages."""

from app.notices.views import availability, freezes, reading, writing
from app.notices.views.doors import blueprint

__all__ = ["availability", "blueprint", "freezes", "reading", "writing"]
