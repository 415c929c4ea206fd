"""What is done with a forecast: it is frozen, and a frozen one is copied to a budget."""

from app.radar.actions.copying import copy_to_budget
from app.radar.actions.freezing import freeze

__all__ = ["copy_to_budget", "freeze"]
