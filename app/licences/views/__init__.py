"""The doors of licences: mine and my units', one of them, all of them with the pools, what they cost."""

from app.licences.views import costs, mine, one, register
from app.licences.views.doors import blueprint

__all__ = ["blueprint", "costs", "mine", "one", "register"]
