"""What is done with what is handed in: asked for, taken in, inspected, wiped, shelved, or sent to the recycler."""

from app.returns.actions.certifying import certify, certify_by_file
from app.returns.actions.custody import seal_of
from app.returns.actions.pallets import load, open_pallet, pick_up, seal, unload
from app.returns.actions.reporting import Taken, take_in
from app.returns.actions.requesting import Wanted, cancel, hand_over, remind, request, unasked
from app.returns.actions.settling import answer, settle
from app.returns.actions.working import inspect, receive, shelve, wipe

__all__ = [
    "Taken",
    "Wanted",
    "answer",
    "cancel",
    "certify",
    "certify_by_file",
    "hand_over",
    "inspect",
    "load",
    "open_pallet",
    "pick_up",
    "receive",
    "remind",
    "request",
    "seal",
    "seal_of",
    "settle",
    "shelve",
    "take_in",
    "unasked",
    "unload",
    "wipe",
]
