"""Questions about desks: who decides something now, what waits for me, whose desk something lies on."""

from app.desks.queries.mine import acts_for, lies_with, on_my_desk, waiting_count
from app.desks.queries.resolving import Desk, Matter, holds, matter_of, pace_of, resolve, settings_of

__all__ = [
    "Desk", "Matter", "acts_for", "holds", "lies_with", "matter_of", "on_my_desk", "pace_of", "resolve",
    "settings_of", "waiting_count",
]  # fmt: skip
