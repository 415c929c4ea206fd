"""Doors to what the agreement says, and to the plan for programs and systems."""

from app.guides.views import pages, roadmap
from app.guides.views.doors import blueprint

__all__ = ["blueprint", "pages", "roadmap"]
