"""What is done with licences: activated, ended, kept, asked about, taken back from those who leave; pools resized."""

from app.licences.actions.content import set_editors
from app.licences.actions.ending import end_on, keep, prolong
from app.licences.actions.giving import Ordered, activate, check_orderable
from app.licences.actions.leaving import take_back_from
from app.licences.actions.pools import give_back, resize, take
from app.licences.actions.reviewing import carry_out, review_now
from app.licences.actions.tending import tend

__all__ = [
    "Ordered", "activate", "carry_out", "check_orderable", "end_on", "give_back", "keep", "prolong", "resize",
    "review_now", "set_editors", "take", "take_back_from", "tend",
]  # fmt: skip
