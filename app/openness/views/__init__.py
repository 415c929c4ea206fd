"""Doors to what the shop holds of people, how long, and what has happened."""

from app.openness.views import audit, people, record, retention
from app.openness.views.doors import blueprint

__all__ = ["audit", "blueprint", "people", "record", "retention"]
