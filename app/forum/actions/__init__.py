"""What the forum does: proposals, meetings, positions, outcomes."""

from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.bodies import load_bodies
from app.forum.actions.letters import remind
from app.forum.actions.swaps import end_reverted, propose_swaps

__all__ = ["end_reverted", "load_bodies", "meetings", "outcomes", "propose_swaps", "proposing", "remind"]
