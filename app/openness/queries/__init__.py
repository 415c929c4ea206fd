"""Questions about what is held of people, for how long, and what has happened."""

from app.openness.queries.counting import counts
from app.openness.queries.due import Planned, plan
from app.openness.queries.extract import Extract, Section, as_json, extract
from app.openness.queries.holds import Run, holds, runs
from app.openness.queries.log import Entry, Scope, Wanted, log_page, log_rows, scope_of
from app.openness.queries.people import Found, people_like, person_by_key, person_within
from app.openness.queries.record import HOLDINGS, SOURCES, Holding, Source
from app.openness.queries.rules import PROPOSALS, Rule, rules, time_of
from app.openness.queries.sheet import as_pdf
from app.openness.queries.sign_ins import Tried, sign_ins
from app.openness.queries.telling import area, areas, told

__all__ = [
    "HOLDINGS",
    "PROPOSALS",
    "SOURCES",
    "Entry",
    "Extract",
    "Found",
    "Holding",
    "Planned",
    "Rule",
    "Run",
    "Scope",
    "Section",
    "Source",
    "Tried",
    "Wanted",
    "area",
    "areas",
    "as_json",
    "as_pdf",
    "counts",
    "extract",
    "holds",
    "log_page",
    "log_rows",
    "people_like",
    "person_by_key",
    "person_within",
    "plan",
    "rules",
    "runs",
    "scope_of",
    "sign_ins",
    "time_of",
    "told",
]
