"""What is done with a forecast: it is frozen."""

from app.radar.actions.freezing import freeze

__all__ = ["freeze"]
