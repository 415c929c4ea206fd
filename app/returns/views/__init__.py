"""The doors of what is handed in."""

from app.returns.views import handing_in, pallets, work
from app.returns.views.doors import blueprint

__all__ = ["blueprint", "handing_in", "pallets", "work"]
