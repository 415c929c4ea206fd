"""Doors to what the shop holds of people, how long, and what has happened."""

from app.openness.views import people, record
from app.openness.views.doors import blueprint

__all__ = ["blueprint", "people", "record"]
