"""Doors to what the rooms below tell together."""

from app.reports.views import costs, effect, export, first_line, replaying, trace, upkeep
from app.reports.views.doors import blueprint

__all__ = ["blueprint", "costs", "effect", "export", "first_line", "replaying", "trace", "upkeep"]
