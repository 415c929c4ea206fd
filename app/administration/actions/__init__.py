"""What administrators do: change organisations, units, people and rules, each change told of with old and new."""

from app.administration.actions.amend import SUBJECTS, amend, in_words, remember
from app.administration.actions.codelist import read_codes, take_in
from app.administration.actions.codeplan import add_code, add_rule, choose_parts
from app.administration.actions.kontering import add_reference, begin_with, end_reference
from app.administration.actions.organisations import (
    add,
    add_cost_centre,
    change_cost_centre,
    change_organisation,
    domains_of,
    open_organisation,
    open_unit,
)
from app.administration.actions.people import (
    add_person,
    change_person,
    close_person,
    is_governed,
    reopen_person,
)
from app.administration.actions.settings import (
    apply_due_setting,
    call_off,
    decide,
    due_settings,
    last_decision,
    new_year,
)
from app.administration.actions.structure import cancel, carry_out_due, due, plan
from app.administration.actions.undoing import can_undo, undo
from app.administration.actions.values import PAYERS, has_decimals, read, setting_in_words, typed

__all__ = [
    "PAYERS",
    "SUBJECTS",
    "add",
    "add_code",
    "add_cost_centre",
    "add_person",
    "add_reference",
    "add_rule",
    "amend",
    "apply_due_setting",
    "begin_with",
    "call_off",
    "can_undo",
    "cancel",
    "carry_out_due",
    "change_cost_centre",
    "change_organisation",
    "change_person",
    "choose_parts",
    "close_person",
    "decide",
    "domains_of",
    "due",
    "due_settings",
    "end_reference",
    "has_decimals",
    "in_words",
    "is_governed",
    "last_decision",
    "new_year",
    "open_organisation",
    "open_unit",
    "plan",
    "read",
    "read_codes",
    "remember",
    "reopen_person",
    "setting_in_words",
    "take_in",
    "typed",
    "undo",
]
