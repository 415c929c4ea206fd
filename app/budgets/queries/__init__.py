"""Questions about frames, what is booked on them, shared investments and needs for coming budgets."""

from app.budgets.queries.frames import READERS, Booking, Listed, bookings, changes, frames, one
from app.budgets.queries.outlook import Outlook, beside_unit, by_kind, frames_of, outlooks, standing_outlooks

__all__ = [
    "READERS", "Booking", "Listed", "Outlook", "beside_unit", "bookings", "by_kind", "changes", "frames", "frames_of",
    "one", "outlooks", "standing_outlooks",
]  # fmt: skip
