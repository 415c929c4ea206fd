"""The doors of thefts."""

from app.theft.views import lists, moving, reporting
from app.theft.views.doors import blueprint

__all__ = ["blueprint", "lists", "moving", "reporting"]
