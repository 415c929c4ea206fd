"""Doors to what the rooms below tell together."""

from app.reports.views import costs, effect, first_line, replaying, upkeep
from app.reports.views.doors import blueprint

__all__ = ["blueprint", "costs", "effect", "first_line", "replaying", "upkeep"]
