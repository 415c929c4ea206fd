"""Questions of an administrator: how far the mandate reaches, and what lies within it."""

from app.administration.queries.codeplan import code, codes, parts, rule, rules
from app.administration.queries.organisations import (
    contact,
    contacts,
    cost_centre,
    cost_centres,
    counts,
    organisation,
    organisations,
    payers,
    setting_decisions,
    units_of_centre,
    usable,
    workplace,
)
from app.administration.queries.people import leads, meant, members, named, people, person, roles_of, suggested
from app.administration.queries.planned import change, planned, planned_settings, setting_change
from app.administration.queries.reach import Reach, reach
from app.administration.queries.rows import cost_centre_rows, people_rows, unit_rows
from app.administration.queries.search import search
from app.administration.queries.trail import subject, trail
from app.administration.queries.units import children, target, tree, unit, unit_choices, workplaces_of

__all__ = [
    "Reach",
    "change",
    "children",
    "code",
    "codes",
    "contact",
    "contacts",
    "cost_centre",
    "cost_centre_rows",
    "cost_centres",
    "counts",
    "leads",
    "meant",
    "members",
    "named",
    "organisation",
    "organisations",
    "parts",
    "payers",
    "people",
    "people_rows",
    "person",
    "planned",
    "planned_settings",
    "reach",
    "roles_of",
    "rule",
    "rules",
    "search",
    "setting_change",
    "setting_decisions",
    "subject",
    "suggested",
    "target",
    "trail",
    "tree",
    "unit",
    "unit_choices",
    "unit_rows",
    "units_of_centre",
    "usable",
    "workplace",
    "workplaces_of",
]
