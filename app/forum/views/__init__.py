"""The doors of the dialogforum."""

from app.forum.views import (
    attaching,
    decisions,
    live,
    meetings,
    minutes,
    moving,
    proposals,
    replanning,
    seats,
    swaps,
    waiting,
)
from app.forum.views.doors import blueprint

__all__ = [
    "attaching",
    "blueprint",
    "decisions",
    "live",
    "meetings",
    "minutes",
    "moving",
    "proposals",
    "replanning",
    "seats",
    "swaps",
    "waiting",
]
