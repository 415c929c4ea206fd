"""What is done with requests: kept, sent, led to a queue; systems on record; accounts that come to an end."""

from app.requests.actions.accounts import extend, furthest, tend
from app.requests.actions.sending import IN_FORCE, Ready, choose_queue, discard, keep_system, save_draft, send

__all__ = [
    "IN_FORCE", "Ready", "choose_queue", "discard", "extend", "furthest", "keep_system", "save_draft", "send", "tend",
]  # fmt: skip
