"""What is done with questions that wait: asking, reminding, passing on, handing over."""

from app.desks.actions.asking import ask, calendar_of
from app.desks.actions.calling import call
from app.desks.actions.moving import appoint, forward, hold_request, look_again, move_to, reminded, take_back, withdraw

__all__ = [
    "appoint", "ask", "calendar_of", "call", "forward", "hold_request", "look_again", "move_to", "reminded",
    "take_back", "withdraw",
]  # fmt: skip
