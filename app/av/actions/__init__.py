"""What is done with AV: a buy from a subcontractor is sent, answered and registered; agreements are kept in mind."""

from app.av.actions.agreeing import Agreed, agree, tend
from app.av.actions.buying import Bought, Wanted, answer, carry_out, hold, register, send, sent_with, withdraw

__all__ = [
    "Agreed", "Bought", "Wanted", "agree", "answer", "carry_out", "hold", "register", "send", "sent_with", "tend",
    "withdraw",
]  # fmt: skip
