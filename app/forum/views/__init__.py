"""The doors of the dialogforum."""

from app.forum.views import decisions, live, meetings, minutes, moving, proposals, swaps
from app.forum.views.doors import blueprint

__all__ = ["blueprint", "decisions", "live", "meetings", "minutes", "moving", "proposals", "swaps"]
