"""What is done with wares that go back: asked for, sent, received, credited or refused; and suppliers' terms."""

from app.ware_returns.actions.asking import Wanted, ask
from app.ware_returns.actions.moving import cancel, credit, hand_in, late, note_late, receive, refuse
from app.ware_returns.actions.terms import set_terms

__all__ = [
    "Wanted", "ask", "cancel", "credit", "hand_in", "late", "note_late", "receive", "refuse", "set_terms",
]  # fmt: skip
