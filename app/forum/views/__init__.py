"""The doors of the dialogforum."""

from app.forum.views import decisions, live, meetings, minutes, moving, proposals
from app.forum.views.doors import blueprint

__all__ = ["blueprint", "decisions", "live", "meetings", "minutes", "moving", "proposals"]
