"""Questions about people: who is signed in, what they may, who decides for them, whom they may order for."""

from app.identity.queries.audit import Logged, audit_log
from app.identity.queries.choices import Choice, colleagues, cost_centres, workplaces
from app.identity.queries.ladder import decider_for, ladder
from app.identity.queries.people import addresses_of, demo_people
from app.identity.queries.visitor import ABSOLUTE, IDLE, Visitor, token_hash, visitor_by_token, visitor_question

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "Choice",
    "Logged",
    "Visitor",
    "addresses_of",
    "audit_log",
    "colleagues",
    "cost_centres",
    "decider_for",
    "demo_people",
    "ladder",
    "token_hash",
    "visitor_by_token",
    "visitor_question",
    "workplaces",
]
