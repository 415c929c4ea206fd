"""Doors to forecasts, half-year report, the quarter's figures, and year against year."""

from app.follow_up.views import comparing, forecasts, preparing, quarters, sending
from app.follow_up.views.doors import blueprint

__all__ = ["blueprint", "comparing", "forecasts", "preparing", "quarters", "sending"]
