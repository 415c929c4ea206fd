"""What is done with questions that wait: asking, reminding, passing on, handing over."""

from app.desks.actions.asking import ask, ask_whole, calendar_of
from app.desks.actions.calling import call
from app.desks.actions.moving import (
    answered,
    appoint,
    ask_anew,
    forward,
    hold_request,
    look_again,
    move_to,
    reminded,
    take_back,
    withdraw,
    withdraw_all,
)

__all__ = [
    "answered", "appoint", "ask", "ask_anew", "ask_whole", "calendar_of", "call", "forward", "hold_request",
    "look_again", "move_to", "reminded", "take_back", "withdraw", "withdraw_all",
]  # fmt: skip
