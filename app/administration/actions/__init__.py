"""What administrators do: change organisations, units, people and rules, each change told of with old and new."""

from app.administration.actions.amend import SUBJECTS, amend, in_words, remember
from app.administration.actions.organisations import (
    add,
    add_cost_centre,
    change_cost_centre,
    change_organisation,
    domains_of,
    open_unit,
)
from app.administration.actions.people import add_person, change_person, close_person, is_governed, reopen_person
from app.administration.actions.settings import apply_due_setting, call_off, decide, due_settings, last_decision
from app.administration.actions.structure import cancel, carry_out_due, due, plan
from app.administration.actions.values import PAYERS, has_decimals, read, setting_in_words, typed

__all__ = [
    "PAYERS",
    "SUBJECTS",
    "add",
    "add_cost_centre",
    "add_person",
    "amend",
    "apply_due_setting",
    "call_off",
    "cancel",
    "carry_out_due",
    "change_cost_centre",
    "change_organisation",
    "change_person",
    "close_person",
    "decide",
    "domains_of",
    "due",
    "due_settings",
    "has_decimals",
    "in_words",
    "is_governed",
    "last_decision",
    "open_unit",
    "plan",
    "read",
    "remember",
    "reopen_person",
    "setting_in_words",
    "typed",
]
