"""Questions about what is held of people, for how long, and what has happened."""

from app.openness.queries.counting import counts
from app.openness.queries.extract import Extract, Section, as_json, extract
from app.openness.queries.people import Found, people_like, person_by_key, person_within
from app.openness.queries.record import HOLDINGS, SOURCES, Holding, Source
from app.openness.queries.rules import PROPOSALS, Rule, rules
from app.openness.queries.sheet import as_pdf
from app.openness.queries.telling import told

__all__ = [
    "HOLDINGS",
    "PROPOSALS",
    "SOURCES",
    "Extract",
    "Found",
    "Holding",
    "Rule",
    "Section",
    "Source",
    "as_json",
    "as_pdf",
    "counts",
    "extract",
    "people_like",
    "person_by_key",
    "person_within",
    "rules",
    "told",
]
