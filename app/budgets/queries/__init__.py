"""Questions about frames, what is booked on them, shared investments and needs for coming budgets."""

from app.budgets.queries.frames import READERS, Booking, Listed, bookings, changes, frames, one

__all__ = ["READERS", "Booking", "Listed", "bookings", "changes", "frames", "one"]
