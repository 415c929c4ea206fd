"""Questions about the dialogforum: proposals, meetings, who leads it."""

from app.forum.queries.members import is_chair, member_municipalities
from app.forum.queries.standing import stances

__all__ = ["is_chair", "member_municipalities", "stances"]
