"""The doors of exceptions: asking for something outside the range, and following it."""

from app.exceptions.views import asking, following
from app.exceptions.views.doors import blueprint

__all__ = ["asking", "blueprint", "following"]
