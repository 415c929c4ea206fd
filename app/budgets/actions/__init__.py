"""What is done with frames: booking what is ordered, delivered, invoiced and credited."""

from app.budgets.actions.booking import (
    INVESTMENT,
    LINE,
    Opening,
    begin,
    credit,
    hold,
    invoice,
    refusal,
    settle,
    shortage,
)

__all__ = [
    "INVESTMENT", "LINE", "Opening", "begin", "credit", "hold", "invoice", "refusal", "settle", "shortage",
]  # fmt: skip
