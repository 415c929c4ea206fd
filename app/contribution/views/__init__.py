"""The doors of budget and contribution."""

from app.contribution.views import years
from app.contribution.views.doors import blueprint

__all__ = ["blueprint", "years"]
