"""What is done with frames: setting them, booking on them, shared investments, and needs for coming budgets."""

from app.budgets.actions.booking import (
    INVESTMENT,
    LINE,
    Opening,
    begin,
    credit,
    hold,
    invoice,
    overdraws,
    refusal,
    settle,
    shortage,
)
from app.budgets.actions.frames import change, set_up
from app.budgets.actions.investing import Plan, Said, finish, note_committee, note_member, propose, withdraw
from app.budgets.actions.needs import Need, answer, refer

__all__ = [
    "INVESTMENT", "LINE", "Need", "Opening", "Plan", "Said", "answer", "begin", "change", "credit", "finish",
    "hold", "invoice", "note_committee", "note_member", "overdraws", "propose", "refer", "refusal", "set_up", "settle",
    "shortage", "withdraw",
]  # fmt: skip
