"""What is done with what waits: deciding, regretting, asking back, answering IT's questions."""

from app.approvals.actions.answering import answer
from app.approvals.actions.asking import ask_back
from app.approvals.actions.deciding import Choice, decide
from app.approvals.actions.undoing import undo

__all__ = ["Choice", "answer", "ask_back", "decide", "undo"]
