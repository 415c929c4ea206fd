"""What is done with claims: made, taken, answered, shared, written in, closed and opened again."""

from app.warranty.actions.claiming import Wanted, claim, repair
from app.warranty.actions.ending import close, follow_cases, reopen, withdraw
from app.warranty.actions.handling import Answer, decide, lend, share, take
from app.warranty.actions.writing import write

__all__ = [
    "Answer",
    "Wanted",
    "claim",
    "close",
    "decide",
    "follow_cases",
    "lend",
    "reopen",
    "repair",
    "share",
    "take",
    "withdraw",
    "write",
]
