"""What is done with follow-ups: begun, filled in, locked, presented and sent."""

from app.follow_up.actions.locking import lock, lock_quarter, present
from app.follow_up.actions.preparing import Entry, begin, fill_in
from app.follow_up.actions.reckoning import reckon
from app.follow_up.actions.sending import send
from app.follow_up.actions.taking_in import take_in

__all__ = ["Entry", "begin", "fill_in", "lock", "lock_quarter", "present", "reckon", "send", "take_in"]
