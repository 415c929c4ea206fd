"""Questions about people: who is signed in, what they may, who decides for them, whom they may order for."""

from app.identity.queries.browsers import browser_and_system
from app.identity.queries.choices import Choice, colleagues, cost_centres, workplaces
from app.identity.queries.codeplan import (
    as_plan,
    code_plan,
    fault_in_words,
    pattern_in_words,
    rule_in_words,
    why_not,
    why_not_in,
)
from app.identity.queries.contacts import Reached, contacts_on
from app.identity.queries.grants import Grant, holds, within
from app.identity.queries.ladder import Chosen, Rung, chosen, decider_for, fallbacks, ladder
from app.identity.queries.people import addresses_of, demo_people
from app.identity.queries.sessions import Attempt, Place, is_live, my_attempts, person_behind, places, way_of_session
from app.identity.queries.standing import Lent, StandIn, lives, same_people, same_person, stand_ins
from app.identity.queries.structure import as_change, planned_changes, planned_tree, tree_on
from app.identity.queries.visitor import ABSOLUTE, FRESH, IDLE, Visitor, token_hash, visitor_by_token, visitor_question
from app.identity.queries.ways import (
    ENTRA,
    Asked,
    Way,
    contacts_of,
    end_of,
    pending_way,
    role_mappings,
    short_names,
    ways,
    ways_for,
)

__all__ = [
    "ABSOLUTE",
    "ENTRA",
    "FRESH",
    "IDLE",
    "Asked",
    "Attempt",
    "Choice",
    "Chosen",
    "Grant",
    "Lent",
    "Place",
    "Reached",
    "Rung",
    "StandIn",
    "Visitor",
    "Way",
    "addresses_of",
    "as_change",
    "as_plan",
    "browser_and_system",
    "chosen",
    "code_plan",
    "colleagues",
    "contacts_of",
    "contacts_on",
    "cost_centres",
    "decider_for",
    "demo_people",
    "end_of",
    "fallbacks",
    "fault_in_words",
    "holds",
    "is_live",
    "ladder",
    "lives",
    "my_attempts",
    "pattern_in_words",
    "pending_way",
    "person_behind",
    "places",
    "planned_changes",
    "planned_tree",
    "role_mappings",
    "rule_in_words",
    "same_people",
    "same_person",
    "short_names",
    "stand_ins",
    "token_hash",
    "tree_on",
    "visitor_by_token",
    "visitor_question",
    "way_of_session",
    "ways",
    "ways_for",
    "why_not",
    "why_not_in",
    "within",
    "workplaces",
]
