"""What is done with what waits: deciding, regretting, asking back, handing on, keeping it moving, answering for IT."""

from app.approvals.actions.answering import answer
from app.approvals.actions.asking import ask_back
from app.approvals.actions.deciding import WHOLE, Choice, decide, may_refer
from app.approvals.actions.handing import appoint, forward, take_back
from app.approvals.actions.suggesting import suggest
from app.approvals.actions.tending import announce, due, tend
from app.approvals.actions.undoing import undo

__all__ = [
    "WHOLE", "Choice", "announce", "answer", "appoint", "ask_back", "decide", "due", "forward", "may_refer", "suggest",
    "take_back", "tend", "undo",
]  # fmt: skip
