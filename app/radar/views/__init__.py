"""Doors to what must be replaced when: the forecast, the devices behind it, and forecasts that were frozen."""

from app.radar.views import behind, forecast, snapshots
from app.radar.views.doors import blueprint

__all__ = ["behind", "blueprint", "forecast", "snapshots"]
