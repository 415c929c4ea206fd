"""What is done with requests for exceptions: sent, answered by chef and IT, bought, looked at again."""

from app.exceptions.actions.answering import Terms, carry_out, network_said_no, set_terms
from app.exceptions.actions.asking import about
from app.exceptions.actions.buying import Bought, buy, close, registered
from app.exceptions.actions.moves import hold, move
from app.exceptions.actions.sending import Wanted, send, sent_with, withdraw
from app.exceptions.actions.tending import review, tend

__all__ = [
    "Bought", "Terms", "Wanted", "about", "buy", "carry_out", "close", "hold", "move", "network_said_no", "registered",
    "review", "send", "sent_with", "set_terms", "tend", "withdraw",
]  # fmt: skip
