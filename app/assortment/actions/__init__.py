"""Loading the first assortment, and changing the range: decisions, corrections, swaps."""

from app.assortment.actions.changing import apply_due, bump, correct, publish_by_it
from app.assortment.actions.deciding import Decided, decide, record_decision
from app.assortment.actions.loading import load, read
from app.assortment.actions.swapping import Swap, ratify, revert, revert_due, swap

__all__ = [
    "Decided",
    "Swap",
    "apply_due",
    "bump",
    "correct",
    "decide",
    "load",
    "publish_by_it",
    "ratify",
    "read",
    "record_decision",
    "revert",
    "revert_due",
    "swap",
]
