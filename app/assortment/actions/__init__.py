"""Loading the first assortment, and changing the range: decisions, corrections, swaps."""

from app.assortment.actions.changing import apply_due, bump, correct, publish_by_it
from app.assortment.actions.contracts import mark_of, save_contract
from app.assortment.actions.deciding import Decided, decide, record_decision
from app.assortment.actions.editing import new_draft, save
from app.assortment.actions.loading import load, read
from app.assortment.actions.picturing import keep_picture, use_picture
from app.assortment.actions.pricing import apply_prices, keep_prices, plan_prices
from app.assortment.actions.swapping import Swap, let_hold, ratify, revert, revert_due, swap

__all__ = [
    "Decided",
    "Swap",
    "apply_due",
    "apply_prices",
    "bump",
    "correct",
    "decide",
    "keep_picture",
    "keep_prices",
    "let_hold",
    "load",
    "mark_of",
    "new_draft",
    "plan_prices",
    "publish_by_it",
    "ratify",
    "read",
    "record_decision",
    "revert",
    "revert_due",
    "save",
    "save_contract",
    "swap",
    "use_picture",
]
