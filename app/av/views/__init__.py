"""The doors of AV: three routes, a buy from a subcontractor, support agreements."""

from app.av.views import agreeing, buying
from app.av.views.doors import blueprint

__all__ = ["agreeing", "blueprint", "buying"]
