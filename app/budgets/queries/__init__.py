"""Questions about frames, what is booked on them, shared investments and needs for coming budgets."""

from app.budgets.queries.frames import (
    READERS,
    Booking,
    Listed,
    Whose,
    bookings,
    changes,
    frames,
    may_change,
    of_units,
    one,
    whose,
)
from app.budgets.queries.investments import investment, investments, shared_frame
from app.budgets.queries.needs import count, need, needs
from app.budgets.queries.outlook import Outlook, beside_unit, by_kind, frames_of, outlooks, standing_outlooks

__all__ = [
    "READERS", "Booking", "Listed", "Outlook", "Whose", "beside_unit", "bookings", "by_kind", "changes", "count",
    "frames", "frames_of", "investment", "investments", "may_change", "need", "needs", "of_units", "one", "outlooks",
    "shared_frame", "standing_outlooks", "whose",
]  # fmt: skip
