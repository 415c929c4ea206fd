"""What the forum does: proposals, meetings, positions, outcomes."""

from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.bodies import load_bodies

__all__ = ["load_bodies", "meetings", "outcomes", "proposing"]
