"""Questions about people: who is signed in, what they may, who decides for them, whom they may order for."""

from app.identity.queries.audit import Logged, audit_log
from app.identity.queries.choices import Choice, colleagues, cost_centres, workplaces
from app.identity.queries.ladder import decider_for, ladder
from app.identity.queries.people import addresses_of, demo_people
from app.identity.queries.visitor import ABSOLUTE, IDLE, Visitor, token_hash, visitor_by_token, visitor_question
from app.identity.queries.ways import ENTRA, Asked, Way, contacts_of, end_of, short_names, ways, ways_for

__all__ = [
    "ABSOLUTE",
    "ENTRA",
    "IDLE",
    "Asked",
    "Choice",
    "Logged",
    "Visitor",
    "Way",
    "addresses_of",
    "audit_log",
    "colleagues",
    "contacts_of",
    "cost_centres",
    "decider_for",
    "demo_people",
    "end_of",
    "ladder",
    "short_names",
    "token_hash",
    "visitor_by_token",
    "visitor_question",
    "ways",
    "ways_for",
    "workplaces",
]
